import { randomBytes } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { createManualClock, type SecurityEventName } from "../../packages/plinth/src/core/index.ts";
import {
  type ActivityService,
  activity,
} from "../../packages/plinth/src/modules/activity/index.ts";
import { type Identity, startIdentity } from "../../packages/plinth/src/testing/identity.ts";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";

const server = await startPostgres();
if ("missing" in server) announceSkipped("recent activity on PostgreSQL", server.missing);
afterAll(() => ("missing" in server ? undefined : server.stop()));

const activityOf = (node: Identity) => node.app.modules.service("activity") as ActivityService;

describe.skipIf("missing" in server)("recent activity on PostgreSQL", () => {
  it("P-102: what two nodes hear is told once each, newest first, and within its bounds", async () => {
    if ("missing" in server) return;
    const clock = createManualClock();
    const env = {
      DATABASE_URL: await server.createDatabase(),
      SECRET_KEY: randomBytes(48).toString("base64url"),
      JWT_SECRET_KEY: randomBytes(48).toString("base64url"),
    };
    const modules = [activity];
    const nodes = [
      await startIdentity({ clock, env, modules }),
      await startIdentity({ clock, env, modules }),
    ] as const;
    try {
      const [a, b] = nodes;
      const own = await a.addAccount();
      const other = await a.addAccount();
      const happen = (
        node: Identity,
        name: SecurityEventName,
        turn: number,
        subject: string,
      ): void => {
        clock.advance(1);
        const clientAddress = `192.0.2.${turn}`;
        node.app.events.emit("security", { name, severity: "info", subject, clientAddress });
      };
      happen(a, "password.changed", 0, other.id);
      for (let turn = 0; turn < 150; turn += 1) {
        happen(turn % 2 === 0 ? a : b, "password.changed", turn, own.id);
        happen(turn % 2 === 0 ? b : a, "signin.failed", turn, own.id);
      }
      await Promise.all(nodes.map((node) => activityOf(node).settle()));
      const found: string[] = [];
      let before: string | undefined;
      do {
        const page = await activityOf(b).page(own.id, before);
        found.push(...page.entries.map(({ name, address }) => `${name} ${address}`));
        before = page.next ?? undefined;
      } while (before !== undefined);
      expect(found).toHaveLength(200);
      expect(new Set(found).size).toBe(200);
      expect(found.filter((entry) => entry.startsWith("signin.failed"))).toHaveLength(100);
      expect(found.slice(0, 2)).toEqual([
        "signin.failed 192.0.2.149",
        "password.changed 192.0.2.149",
      ]);
      expect((await activityOf(b).page(other.id, undefined)).entries).toHaveLength(1);
    } finally {
      for (const node of nodes) await node.app.stop();
    }
  });
});
