import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { route } from "#http";
import { defineModule } from "#modules/contract";
import { strictObject, Type } from "#policy";
import { startTestApplication, type TestApplication } from "../../testing/test-application.ts";
import { believedCallers } from "./answers.test-support.ts";

let runs = 0;
const Told = Type.Object({ caller: Type.String(), item: Type.String(), page: Type.String() });

const shelf = defineModule({
  name: "shelf",
  setup: () => ({}),
  routes: () => [
    route.get(
      "/shelf/:item",
      {
        access: "user",
        summary: "Kept for each caller",
        limit: { none: "a property asks often" },
        cache: "no-cache",
        reuse: { for: "1h" },
        params: strictObject({ item: Type.String({ maxLength: 10 }) }),
        query: strictObject({ page: Type.Optional(Type.String({ maxLength: 10 })) }),
        responses: { 200: Told },
      },
      async ({ principal, params, query }) => {
        runs += 1;
        // Others come in between.
        await Promise.resolve();
        const { userId, sessionId, tier } = principal;
        return {
          caller: `${userId}.${sessionId}.${tier}`,
          item: params.item,
          page: query.page ?? "",
        };
      },
    ),
  ],
});

let app: TestApplication;
beforeAll(async () => {
  app = await startTestApplication({ modules: [believedCallers, shelf] });
});
afterAll(() => app.stop());

const ask = fc.record({
  // Names that run into each other where parts of a key are only joined.
  user: fc.constantFrom("a", "ab", "b", "null"),
  session: fc.constantFrom("1", "11"),
  tier: fc.constantFrom("free", "pro"),
  item: fc.constantFrom("x", "xy", "y"),
  page: fc.constantFrom(undefined, "1", "11"),
  isByCookie: fc.boolean(),
  /** Which of the answers so far the caller claims to have. */
  known: fc.nat(20),
});

it("P-094: for any callers and any keys, no answer crosses from one to another", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(ask, { minLength: 2, maxLength: 12 }), async (asks) => {
      const tags: string[] = [];
      const one = async ({
        user,
        session,
        tier,
        item,
        page,
        isByCookie,
        known,
      }: (typeof asks)[0]) => {
        const caller = `${user}.${session}.${tier}`;
        const identity = isByCookie
          ? { cookie: `caller=${caller}` }
          : { authorization: `Bearer ${caller}` };
        const path = `/shelf/${item}${page === undefined ? "" : `?page=${page}`}`;
        const tag = tags[known];
        const headers = tag === undefined ? identity : { ...identity, "If-None-Match": tag };
        const response = await app.fetch(path, { headers });
        const own = { caller, item, page: page ?? "" };
        if (response.status === 304) {
          // Only whoever has this very answer is told so.
          const again = await app.fetch(path, { headers: identity });
          expect(again.headers.get("etag")).toBe(tag);
          expect(await again.json()).toEqual(own);
          return;
        }
        expect(await response.json()).toEqual(own);
        tags.push(response.headers.get("etag") ?? "");
      };
      await Promise.all(asks.map(one));
      for (const later of asks) await one(later);
    }),
    { numRuns: 25 },
  );
  // 4 users, 2 sessions, 2 tiers, 3 items, 3 pages: each was made once at most.
  expect(runs).toBeLessThanOrEqual(144);
});
