import { randomBytes } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { createManualClock } from "../../packages/plinth/src/core/index.ts";
import { route } from "../../packages/plinth/src/http/index.ts";
import { defineModule } from "../../packages/plinth/src/modules/contract/index.ts";
import { type ErrorTracking, errors } from "../../packages/plinth/src/modules/errors/index.ts";
import { type Identity, startIdentity } from "../../packages/plinth/src/testing/identity.ts";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";

const server = await startPostgres();
if ("missing" in server) announceSkipped("groups of errors on PostgreSQL", server.missing);
afterAll(() => ("missing" in server ? undefined : server.stop()));

const faulty = defineModule({
  name: "faulty",
  setup: () => undefined,
  routes: () => [
    route.get(
      "/api/v1/far",
      {
        access: { public: true, because: "what fails is asked for by a test" },
        summary: "Breaks",
        limit: "10000/minute",
        responses: { 200: null },
      },
      () => {
        throw new RangeError("too far");
      },
    ),
  ],
});

const errorsOf = (node: Identity) => node.app.modules.service("errors") as ErrorTracking;

describe.skipIf("missing" in server)("groups of errors on PostgreSQL", () => {
  it("ERR-10: what two nodes meet is one group; each counts, and sees it come again", async () => {
    if ("missing" in server) return;
    const clock = createManualClock();
    const env = {
      DATABASE_URL: await server.createDatabase(),
      SECRET_KEY: randomBytes(48).toString("base64url"),
      JWT_SECRET_KEY: randomBytes(48).toString("base64url"),
    };
    const modules = [errors, faulty];
    const nodes = [
      await startIdentity({ clock, env, modules }),
      await startIdentity({ clock, env, modules }),
    ] as const;
    try {
      const [a, b] = nodes;
      const fail = async (times: number): Promise<void> => {
        for (let call = 0; call < times; call += 1) {
          await Promise.all(nodes.map((node) => node.send("GET", "/api/v1/far")));
        }
        await Promise.all(nodes.map((node) => errorsOf(node).flush()));
      };
      await fail(50);
      const [group] = (await errorsOf(a).page({ source: "server" })).groups;
      expect(group).toMatchObject({ kind: "RangeError", times: 100, state: "open" });
      expect(await errorsOf(b).burst(clock.now())).toEqual({ times: 100, groups: 1 });
      const id = group?.id ?? "";
      const by = (await a.addAccount({ role: "admin" })).id;
      clock.advance(1_000);
      await errorsOf(b).setState(id, "resolved", by);
      clock.advance(1_000);
      await fail(1);
      const { group: again, hours } = await errorsOf(a).find(id);
      expect(again).toMatchObject({ state: "open", returns: 1, times: 102, changedBy: by });
      expect(hours.map(({ times }) => times)).toEqual([102]);
      const from = clock.now() - 600_000;
      const then = await errorsOf(b).page({ from, to: clock.now() + 1 });
      expect(then.groups.map(({ timesThen }) => timesThen)).toEqual([102]);
      await errorsOf(a).tidy();
    } finally {
      await Promise.all(nodes.map((node) => node.app.stop()));
    }
  });
});
