import { describe, expect, it } from "vitest";
import { route } from "#http";
import { defineModule } from "#modules/contract";
import { startIdentity } from "../../../testing/identity.ts";
import { quotas } from "../index.ts";
import { printing } from "./printing.test-support.ts";

describe("what stops the start", () => {
  const broken = (meter: string, requires = true) =>
    defineModule({
      name: "broken",
      ...(requires ? { requires: { quotas } } : {}),
      setup: () => ({}),
      routes: () => [
        route.get(
          "/api/v1/broken",
          {
            access: "user",
            summary: "Counts nothing",
            quota: { meter },
            responses: { 204: null },
          },
          () => undefined,
        ),
      ],
    });

  it("POL-03: a meter that nobody declares", async () => {
    await expect(startIdentity({ modules: [broken("pgaes"), printing] })).rejects.toThrow(
      /GET \/api\/v1\/broken: quota: no module declares the meter pgaes/,
    );
  });

  it("POL-03: a quota where nobody counts", async () => {
    await expect(startIdentity({ modules: [broken("pages", false)] })).rejects.toThrow(
      /QUOTA_EXCEEDED|add the module quotas/,
    );
  });

  it("QB-01: settings for a meter that nobody declares", async () => {
    const env = { QUOTA_TIERS: '{"pgaes": {"free": "3/month"}}' };
    await expect(startIdentity({ modules: [printing], env })).rejects.toThrow(/pgaes/);
  });
});
