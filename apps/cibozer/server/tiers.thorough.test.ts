import fc from "fast-check";
import { identityModules } from "plinth";
import { startTestApplication, type TestApplication } from "plinth/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPeople } from "./people.test-support.ts";
import { plans } from "./plans/index.ts";
import { weekPlansOf } from "./plans/meter.ts";
import { tiers } from "./tiers.ts";

const FREE_WEEKS = 3;
let application: TestApplication;
let people = 0;

const { call, signUp } = createPeople(() => application);
/** Somebody whom no test has met. */
const signUpNext = (by = signUp): Promise<string> => {
  people += 1;
  return by(`person${people}@example.com`);
};

const usedBy = async (token: string): Promise<number | undefined> => {
  const { meters } = (await call(token, "GET", "/api/v1/usage")).json as {
    meters: { meter: string; periods: { used: number }[] }[];
  };
  return meters.find(({ meter }) => meter === "week-plans")?.periods[0]?.used;
};

const PARTS = {
  modules: [...identityModules, plans, tiers],
  env: { TRUSTED_PROXIES: '["127.0.0.1"]' },
};

beforeAll(async () => {
  application = await startTestApplication(PARTS);
});
afterAll(() => application.stop());

describe("MEAL-11: what the free tier plans in a month", () => {
  it("MEAL-11: a week counts as one, begun weeks as whole ones, a day as none", () => {
    const weeks = (days?: number) => weekPlansOf({ body: days === undefined ? {} : { days } });
    expect([undefined, 1, 2, 7, 8, 21, 22, 30].map(weeks)).toEqual([0, 0, 1, 1, 2, 3, 4, 5]);
  });

  it("MEAL-11: whatever is asked for at once, no more weeks are sold than there are, and none is lost", async () => {
    const wish = fc.oneof(
      { weight: 4, arbitrary: fc.record({ days: fc.integer({ min: 1, max: 15 }) }) },
      // Nobody cooks in a minute: refused after the search, and given back.
      fc.record({ days: fc.integer({ min: 2, max: 5 }), maxMinutes: fc.constant(1) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(wish, { minLength: 4, maxLength: 10 }), async (wishes) => {
        const token = await signUpNext();
        const answers = await Promise.all(
          wishes.map(async (body) => ({
            weeks: weekPlansOf({ body }),
            ...(await call(token, "POST", "/api/v1/plans", { ...body, seed: 1 })),
          })),
        );
        const made = answers.filter(({ status }) => status === 201);
        const sold = made.reduce((sum, { weeks }) => sum + weeks, 0);
        expect(sold).toBeLessThanOrEqual(FREE_WEEKS);
        expect(await usedBy(token)).toBe(sold);
        expect(answers.every(({ status }) => [201, 422, 429].includes(status))).toBe(true);
        // What is refused is more than is left once all is settled, or waited behind what was held.
        const saved = (await call(token, "GET", "/api/v1/plans")).json["plans"];
        expect(saved).toHaveLength(made.length);
        // What failed or was refused took nothing: all that is left can still be had.
        for (let week = sold; week < FREE_WEEKS; week += 1) {
          const { status } = await call(token, "POST", "/api/v1/plans", { days: 2, seed: 1 });
          expect(status).toBe(201);
        }
        expect((await call(token, "POST", "/api/v1/plans", { days: 2 })).status).toBe(429);
      }),
      { numRuns: 4 },
    );
  });

  it("MEAL-11, QB-02: at the limit it tells when it begins again; days, lists and changes go on", async () => {
    const token = await signUpNext();
    const { json } = await call(token, "POST", "/api/v1/plans", { days: 15, seed: 3 });
    const over = await call(token, "POST", "/api/v1/plans", { days: 7 });
    expect(over).toMatchObject({
      status: 429,
      json: { code: "QUOTA_EXCEEDED", meter: "week-plans", window: "month", limit: FREE_WEEKS },
    });
    const path = `/api/v1/plans/${String(json["id"])}`;
    const place = { day: 0, slot: "breakfast" };
    expect((await call(token, "POST", "/api/v1/plans", { days: 1, seed: 3 })).status).toBe(201);
    expect((await call(token, "POST", `${path}/swap`, { ...place, seed: 5 })).status).toBe(200);
    expect((await call(token, "POST", `${path}/resolve`, { seed: 5 })).status).toBe(200);
    expect((await call(token, "GET", `${path}/groceries`)).status).toBe(200);
    expect((await call(token, "GET", `${path}/file?format=json`)).status).toBe(200);
    expect(await usedBy(token)).toBe(FREE_WEEKS);
  });

  it("MEAL-11 broken twin: where weeks are counted only once they are made, calls at once are sold more", async () => {
    type Reserve = (call: { readonly amount: number }) => Promise<unknown>;
    const twin = await startTestApplication({
      ...PARTS,
      alter: {
        service: (module, service) => {
          if (module !== "quotas") return service;
          const { keeper, ...rest } = service as { keeper: { readonly reserve: Reserve } };
          const reserve: Reserve = (asked) => keeper.reserve({ ...asked, amount: 0 });
          return { ...rest, keeper: { ...keeper, reserve } };
        },
      },
    });
    const twins = createPeople(() => twin);
    try {
      const token = await signUpNext(twins.signUp);
      const answers = await Promise.all(
        [1, 2, 3, 4, 5].map((seed) =>
          twins.call(token, "POST", "/api/v1/plans", { days: 2, seed }),
        ),
      );
      const made = answers.filter(({ status }) => status === 201).length;
      expect(made).toBeGreaterThan(FREE_WEEKS);
    } finally {
      await twin.stop();
    }
  });
});
