import { afterAll, describe, expect, it, test } from "vitest";
import { route } from "#http";
import { defineModule } from "#modules/contract";
import { strictObject, Type } from "#policy";
import { startPolicyConformance } from "./index.ts";

const everyone = { public: true, because: "anyone may call it" } as const;
const Done = strictObject({ done: Type.Boolean() });
const responses = { 200: Done } as const;
const limit = { none: "its other numbers are looked at" } as const;
const done = () => ({ done: true });

/** Every kind of number that a policy has, each in each of its forms. */
const numbers = defineModule({
  name: "numbers",
  setup: () => ({}),
  routes: () => [
    route.get(
      "/windows",
      { access: everyone, summary: "Windows", limit: "5/minute, 20/hour, 100/day", responses },
      done,
    ),
    route.get("/default", { access: "user", summary: "Default", responses }, done),
    route.get(
      "/large",
      {
        access: everyone,
        summary: "A limit too large to be counted call by call",
        limit: "1300/10 seconds",
        responses,
      },
      done,
    ),
    route.get(
      "/leased",
      {
        access: everyone,
        summary: "Nodes may take calls in batches; one node alone counts each",
        limit: { rule: "40/minute", lease: 4 },
        responses,
      },
      done,
    ),
    route.post(
      "/keys",
      {
        access: { role: "editor" },
        summary: "Each kind of key",
        limit: [
          { rule: "3/minute, 5/hour", by: "address" },
          { rule: "4/minute, 7/hour", by: "user" },
          { rule: "2/hour", by: "field:email", name: "account" },
        ],
        body: strictObject({ email: Type.String() }),
        responses,
      },
      done,
    ),
    route.get(
      "/dry",
      {
        access: everyone,
        summary: "One rule runs dry beside one that does not",
        limit: [{ rule: "2/minute, 3/hour", name: "trial", dryRun: true }, { rule: "9/minute" }],
        responses,
      },
      done,
    ),
    route.get(
      "/tiers",
      {
        access: "user",
        summary: "Tiers and roles have limits of their own",
        limit: [
          { rule: "4/minute", by: "address", name: "tiers-address" },
          {
            rule: "3/minute, 6/hour",
            by: "user",
            tiers: { premium: "5/minute, 11/hour", free: "2/minute" },
            roles: { admin: "7/minute, 15/hour" },
          },
        ],
        responses,
      },
      done,
    ),
    route.get(
      "/some-roles",
      {
        access: { role: ["editor", "admin"] },
        summary: "One of two roles has a limit of its own",
        limit: { rule: "3/minute", roles: { editor: "5/minute" }, tiers: { premium: "6/minute" } },
        responses,
      },
      done,
    ),
    route.put(
      "/bodies/:id",
      {
        access: { permission: "bodies:write" },
        summary: "A size",
        limit,
        params: strictObject({ id: Type.String() }),
        body: strictObject({ text: Type.String({ minLength: 1 }) }),
        bodyLimit: "300b",
        timeout: "250ms",
        responses: { 204: null },
      },
      () => undefined,
    ),
    route.get(
      "/cached",
      { access: everyone, summary: "For all", limit, cache: { public: "1h" }, responses },
      done,
    ),
    route.get(
      "/mine",
      { access: "user", summary: "For one", limit, cache: { private: "90s" }, responses },
      done,
    ),
    route.get(
      "/proven",
      {
        access: "user",
        summary: "Two factors, lately",
        limit,
        assurance: { level: 2, freshWithin: "5m" },
        responses,
      },
      done,
    ),
  ],
});

const options = {
  modules: [numbers],
  env: { RATE_LIMIT_PER_MINUTE: "12", RATE_LIMIT_PER_HOUR: "30" },
};
const conformance = await startPolicyConformance(options);
// A body that should have been refused is waited for: not for long.
const impatient = await startPolicyConformance({ ...options, patienceMs: 250 });
afterAll(async () => {
  await conformance.stop();
  await impatient.stop();
});

describe("POL-07: every number of a policy is held over HTTP", () => {
  let generated = 0;
  for (const { name, run } of conformance.cases) {
    generated += 1;
    test(`POL-07: ${name}`, run);
  }

  it("POL-07: as many tests were generated as the policy table shows numbers", () => {
    expect(generated).toBe(conformance.numbersInTable);
    const kinds = conformance.cases.map(({ field }) => field.field);
    expect([...new Set(kinds)].toSorted()).toEqual([
      "assurance",
      "bodyLimit",
      "cache",
      "limit",
      "timeout",
    ]);
  });
});

describe("POL-07: no other number passes", () => {
  for (const { name, field } of conformance.cases) {
    test(`POL-07: ${name}, and not one more or less`, async () => {
      for (const step of [-1, 1]) {
        const lie = impatient.caseFor({ ...field, value: field.value + step });
        await expect(lie.run(), `${field.value + step}`).rejects.toThrow();
      }
    });
  }
});
