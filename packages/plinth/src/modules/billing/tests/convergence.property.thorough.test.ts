import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Shop, startShop } from "./billing.test-support.ts";
import { play, stateOf, stories } from "./convergence.test-support.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.stop());

describe("messages in any order", () => {
  it("QB-05: any story ends in one state, whether its messages come twice, shuffled or at once", async () => {
    await fc.assert(
      fc.asyncProperty(stories, fc.infiniteStream(fc.nat()), async (story, numbers) => {
        const next = (below: number): number => {
          const { value } = numbers.next();
          return Number(value ?? 0) % below;
        };
        const buyer = await shop.addBuyer();
        // The way to the first checkout makes the customer.
        await buyer.visit("/api/v1/billing/checkout", { tier: "pro" });
        const customer =
          [...shop.stub.state.customers.values()].find(({ account }) => account === buyer.id)?.id ??
          "";
        const before = shop.stub.state.events.length;
        play(shop, buyer, customer, story);
        const events = shop.stub.state.events.slice(before);
        if (events.length === 0) return;
        const twice = [...events, ...events];
        for (let index = twice.length - 1; index > 0; index -= 1) {
          const other = next(index + 1);
          const [a, b] = [twice[index], twice[other]];
          if (a !== undefined && b !== undefined) [twice[index], twice[other]] = [b, a];
        }
        // Some at the same time, as a payment service sends them.
        while (twice.length > 0) {
          const together = twice.splice(0, 1 + next(3));
          const statuses = await Promise.all(together.map((event) => shop.post(event)));
          expect(statuses).toEqual(statuses.map(() => 200));
        }
        const shuffled = await stateOf(shop, buyer);
        const report = await shop.service.reconcile();
        expect(report.drifts.filter(({ object }) => object !== buyer.id)).toEqual([]);
        expect(await stateOf(shop, buyer)).toEqual(shuffled);
        shop.stub.lose();
      }),
      { numRuns: 25 },
    );
  });
});
