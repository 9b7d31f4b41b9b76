import { randomBytes } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { createManualClock, type SecurityEventName } from "../../packages/plinth/src/core/index.ts";
import { access } from "../../packages/plinth/src/modules/access/index.ts";
import type { AlertsService } from "../../packages/plinth/src/modules/alerts/index.ts";
import { limits } from "../../packages/plinth/src/modules/limits/index.ts";
import {
  type SecurityEventsService,
  securityEvents,
} from "../../packages/plinth/src/modules/security-events/index.ts";
import { type Identity, startIdentity } from "../../packages/plinth/src/testing/identity.ts";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";

const server = await startPostgres();
if ("missing" in server) announceSkipped("security events on PostgreSQL", server.missing);
afterAll(() => ("missing" in server ? undefined : server.stop()));

const ROOT = "/api/v1/admin/security-events";
const serviceOf = ({ app }: Identity) =>
  app.modules.service("security-events") as SecurityEventsService;

describe.skipIf("missing" in server)("security events on PostgreSQL", () => {
  it("LOG-03, LOG-06: two nodes write, count, page, alert and erase as one", async () => {
    if ("missing" in server) return;
    const env = {
      DATABASE_URL: await server.createDatabase(),
      SECRET_KEY: randomBytes(48).toString("base64url"),
      JWT_SECRET_KEY: randomBytes(48).toString("base64url"),
    };
    const clock = createManualClock();
    const modules = [access, limits, securityEvents];
    const nodes = [
      await startIdentity({ clock, env, modules }),
      await startIdentity({ clock, env, modules }),
    ] as const;
    try {
      const [a, b] = nodes;
      const account = await a.addAccount();
      const admin = await a.addSession(await a.addAccount({ role: "admin" }));
      const headers = { authorization: `Bearer ${admin.tokens.accessToken}` };
      const read = async <T>(node: Identity, path: string): Promise<T> => {
        const answer = await node.send("GET", `${ROOT}${path}`, undefined, headers);
        expect(answer.status).toBe(200);
        return (await answer.json()) as T;
      };
      const happen = (node: Identity, name: SecurityEventName, turn: number): void => {
        clock.advance(1);
        node.app.events.emit("security", {
          name,
          severity: "warning",
          subject: account.id,
          clientAddress: `192.0.2.${turn % 9}`,
          data: { turn },
        });
      };
      for (let turn = 0; turn < 160; turn += 1) {
        happen(turn % 2 === 0 ? a : b, turn % 3 === 0 ? "csrf.refused" : "access.denied", turn);
        // Both write to the same counts at the same time.
        if (turn % 40 === 39) await Promise.all(nodes.map((node) => serviceOf(node).settle()));
      }
      type Page = { events: { name: string; details: { turn?: number } }[]; next: string | null };
      const turns: unknown[] = [];
      let before = "";
      do {
        const page: Page = await read(b, `?account=${account.id}&outcome=refused${before}`);
        turns.push(...page.events.map(({ details }) => details.turn));
        before = page.next === null ? "" : `&before=${page.next}`;
      } while (before !== "");
      expect(turns).toEqual(Array.from({ length: 160 }, (_, index) => 159 - index));

      type Summary = {
        names: { name: string; hour: number; week: number }[];
        series: { refusals: number }[];
      };
      const { names, series } = await read<Summary>(a, "/summary?window=7d");
      const csrf = names.find(({ name }) => name === "csrf.refused");
      expect([csrf?.hour, csrf?.week]).toEqual([54, 54]);
      expect(series.reduce((sum, { refusals }) => sum + refusals, 0)).toBe(160);

      // Each node counts its own: twenty denials of one account within ten minutes, on both. That is
      // one alert all the same.
      for (const { app } of nodes) await (app.modules.service("alerts") as AlertsService).settle();
      const answer = await b.send("GET", "/api/v1/admin/alerts?open=true", undefined, headers);
      const { alerts } = (await answer.json()) as { alerts: { rule: string; accountId: string }[] };
      expect(alerts).toMatchObject([{ rule: "access-denied", accountId: account.id }]);

      for (const entry of serviceOf(a).personalData) await entry.erase(account.id);
      const left = await read<Page>(b, `?account=${account.id}`);
      expect(left.events).toEqual([]);
      expect(JSON.stringify(await read(b, "?name=csrf.refused"))).toContain('"erased-');
      clock.advance(91 * 86_400_000);
      await serviceOf(b).sweep();
      for (const entry of serviceOf(a).personalData) {
        expect(await entry.export(account.id)).toEqual([]);
      }
    } finally {
      await Promise.all(nodes.map((node) => node.app.stop()));
    }
  });
});
