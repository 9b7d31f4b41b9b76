import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { type PrivacyService, privacy } from "../../packages/plinth/src/modules/privacy/index.ts";
import {
  type Clinic,
  clinic,
} from "../../packages/plinth/src/modules/privacy/tests/clinic.test-support.ts";
import { startIdentity } from "../../packages/plinth/src/testing/identity.ts";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";

const server = await startPostgres();
if ("missing" in server) announceSkipped("privacy on PostgreSQL", server.missing);
afterAll(() => ("missing" in server ? undefined : server.stop()));

describe.skipIf("missing" in server)("privacy on PostgreSQL", () => {
  it("PRIV-02, PRIV-03, P-085: exports, erasures, keys, breaches and retention as on the embedded database", async () => {
    if ("missing" in server) return;
    const identity = await startIdentity({
      modules: [clinic, privacy],
      env: {
        DATABASE_URL: await server.createDatabase(),
        SECRET_KEY: randomBytes(48).toString("base64url"),
        JWT_SECRET_KEY: randomBytes(48).toString("base64url"),
      },
    });
    try {
      const service = identity.app.modules.service("privacy") as PrivacyService;
      const treated = identity.app.modules.service("clinic") as Clinic;
      const { give } = identity.app.modules.service("consent") as {
        give: (id: string, purpose: string, version: number) => Promise<unknown>;
      };
      const { id, email } = await identity.addAccount();
      await give(id, "health-data", 2);
      await treated.visit(id, "flu");
      expect(await service.rotateKeys()).toMatchObject({ key: 2, resealed: 1 });
      expect(await treated.findings(id)).toEqual(["flu"]);
      const dose = { visit_id: randomUUID(), account_id: id };
      await treated.prescribe(
        [1, 2, 10].map((number) => ({ ...dose, number, drug: `d${number}` })),
      );
      expect([await service.sealPlain(), await service.sealPlain()]).toEqual([3, 0]);
      expect(await treated.drugs(id)).toEqual(["d1", "d2", "d10"]);
      const asked = await service.exports.request(id);
      await identity.app.jobs.settled();
      expect(await service.exports.list(id)).toMatchObject([{ id: asked.id, state: "ready" }]);
      const breach = await service.breaches.open(
        { title: "A lost disk", description: "Found again.", tables: ["visits", "consents"] },
        null,
      );
      expect([breach.people, await service.breaches.people(breach.id)]).toEqual([1, [id]]);
      identity.clock.advance(40 * 86_400_000);
      expect((await service.retention.due()).map(({ table }) => table)).toContain(
        "privacy_exports",
      );
      await service.retention.run();
      expect(await service.retention.due()).toEqual([]);
      expect(await service.eraseOwn(id, email)).toBe("done");
      expect(await service.breaches.people(breach.id)).toEqual([]);
      expect(await service.erasures.replay()).toBe(0);
    } finally {
      await identity.app.stop();
    }
  });
});
