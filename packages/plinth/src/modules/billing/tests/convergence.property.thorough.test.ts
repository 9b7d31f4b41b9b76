import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StubEvent } from "#modules/billing-stub";
import { type Buyer, type Shop, startShop } from "./billing.test-support.ts";
import { type Happening, play, stateOf, stories } from "./convergence.test-support.ts";

let shop: Shop;
/** Where the same happens, and each message comes once, in its order. */
let orderly: Shop;
beforeAll(async () => {
  [shop, orderly] = await Promise.all([startShop(), startShop()]);
});
afterAll(() => Promise.all([shop.stop(), orderly.stop()]));

/** Somebody whose story has happened, and the messages about it, which nobody has sent yet. */
const live = async (
  at: Shop,
  story: readonly Happening[],
): Promise<{ readonly buyer: Buyer; readonly events: readonly StubEvent[] }> => {
  const buyer = await at.addBuyer();
  // The way to the first checkout makes the customer.
  await buyer.visit("/api/v1/billing/checkout", { tier: "pro" });
  const { state } = at.stub;
  const customer = [...state.customers.values()].find(({ account }) => account === buyer.id);
  const before = state.events.length;
  play(at, buyer, customer?.id ?? "", story);
  return { buyer, events: state.events.slice(before) };
};

/** Each of them twice, in an order that the numbers draw. */
const shuffledTwice = (
  events: readonly StubEvent[],
  next: (below: number) => number,
): StubEvent[] => {
  const twice = [...events, ...events];
  for (let index = twice.length - 1; index > 0; index -= 1) {
    const other = next(index + 1);
    const [a, b] = [twice[index], twice[other]];
    if (a !== undefined && b !== undefined) [twice[index], twice[other]] = [b, a];
  }
  return twice;
};

describe("messages in any order", () => {
  it("P-088, QB-05: twice, shuffled or at once, messages end in the state of each once in order", async () => {
    await fc.assert(
      fc.asyncProperty(stories, fc.infiniteStream(fc.nat()), async (story, numbers) => {
        const next = (below: number): number => {
          const { value } = numbers.next();
          return Number(value ?? 0) % below;
        };
        const { buyer, events } = await live(shop, story);
        const twin = await live(orderly, story);
        const twice = shuffledTwice(events, next);
        // Some at the same time, as a payment service sends them.
        while (twice.length > 0) {
          const together = twice.splice(0, 1 + next(3));
          const statuses = await Promise.all(together.map((event) => shop.post(event)));
          expect(statuses).toEqual(statuses.map(() => 200));
        }
        for (const event of twin.events) expect(await orderly.post(event)).toBe(200);
        const shuffled = await stateOf(shop, buyer);
        expect(shuffled).toEqual(await stateOf(orderly, twin.buyer));
        const report = await shop.service.reconcile();
        expect(report.drifts.filter(({ object }) => object !== buyer.id)).toEqual([]);
        // Credits too: whoever looks once more grants nothing.
        expect(await stateOf(shop, buyer)).toEqual(shuffled);
        for (const { stub } of [shop, orderly]) stub.lose();
      }),
      { numRuns: 12 },
    );
  });
});
