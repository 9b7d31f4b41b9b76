import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLedger, type SubscriptionFacts } from "../ledger/apply-repository.ts";
import { entitlementOf } from "../tiers/entitlement.ts";
import { type Shop, startShop, TIERS } from "./billing.test-support.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.stop());

/** One look at the payment service: draw a number, ask, write; others come between. */
interface Look {
  step: 0 | 1 | 2 | 3;
  ticket: number;
  seen: number;
}

describe("answers that overtake each other", () => {
  it("QB-05: what was asked for last holds, in whatever order answers are written", async () => {
    const { draw, applying } = createLedger(shop.identity.app.store);
    let made = 0;
    const apply = applying({
      now: () => shop.clock.now(),
      newId: () => {
        made += 1;
        return `00000000-0000-7000-8000-${String(made).padStart(12, "0")}`;
      },
      judge: () => entitlementOf(TIERS, [], 0),
      bring: async () => undefined,
      tell: async () => undefined,
    });
    const buyer = await shop.addBuyer();
    let stories = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { minLength: 6, maxLength: 40 }), async (choices) => {
        stories += 1;
        const id = `sub_order_${stories}`;
        let theirs = 0;
        const looks: Look[] = [];
        const facts = (amount: number): SubscriptionFacts => ({
          id,
          account_id: buyer.id,
          tier: "pro",
          status: "active",
          amount,
          currency: "usd",
          interval: "month",
          period_start: 0,
          period_end: 1,
          is_ending: 0,
          started_at: 0,
          ended_at: null,
        });
        const go = async (look: Look): Promise<void> => {
          if (look.step === 0) look.ticket = await draw(id);
          else if (look.step === 1) look.seen = theirs;
          else {
            const fetched = { object: id, ticket: look.ticket, row: facts(look.seen) };
            const rest = { event: undefined, payments: [], refunds: [], accounts: [] };
            await apply({ ...rest, subscriptions: [fetched] });
          }
          look.step = (look.step + 1) as Look["step"];
        };
        const open = () => looks.filter(({ step }) => step < 3);
        for (const choice of choices) {
          const waiting = open();
          const look = waiting[choice % (waiting.length + 1)];
          if (look !== undefined) {
            await go(look);
            continue;
          }
          // A change there, of which a message tells.
          theirs += 1;
          looks.push({ step: 0, ticket: 0, seen: 0 });
        }
        while (open().length > 0) {
          const waiting = open();
          const look = waiting[(choices[waiting.length] ?? 0) % waiting.length];
          if (look !== undefined) await go(look);
        }
        const rows = await shop.service.subscriptions(undefined, undefined, 1_000);
        const row = rows.find((one) => one.id === id);
        expect(row?.amount ?? 0).toBe(theirs);
      }),
      { numRuns: 40 },
    );
  });
});
