import fc from "fast-check";
import type { Store } from "#store";
import type { Credits } from "../service.ts";
import { addAccount, creditsOn, isUsedUp } from "./ledger.test-support.ts";

/** Work that is ordered: it is done, it fails, or whoever did it is gone without a word. */
interface Order {
  readonly amount: number;
  readonly end: "done" | "fault" | "lost";
}

interface Batch {
  readonly grant: number;
  /** All of them at once. */
  readonly orders: readonly Order[];
}

const batches: fc.Arbitrary<readonly Batch[]> = fc.array(
  fc.record({
    grant: fc.integer({ min: 1, max: 20 }),
    orders: fc.array(
      fc.record({
        amount: fc.integer({ min: 1, max: 9 }),
        end: fc.constantFrom("done" as const, "fault" as const, "lost" as const),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

const LEASE_MS = 600_000;
class PrinterBurns extends Error {}

const sumOf = (orders: readonly Order[]): number =>
  orders.reduce((sum, { amount }) => sum + amount, 0);

/** Lets all orders of a batch run at once; no work ends before each has begun or was refused. */
const runTogether = async (credits: Credits, accountId: string, orders: readonly Order[]) => {
  const begun: Order[] = [];
  const refused: Order[] = [];
  const allDecided = Promise.withResolvers<void>();
  const decide = (list: Order[], order: Order): void => {
    list.push(order);
    if (begun.length + refused.length === orders.length) allDecided.resolve();
  };
  const run = async (order: Order): Promise<void> => {
    const wanted = { accountId, amount: order.amount, reason: "work", leaseMs: LEASE_MS };
    if (order.end === "lost") {
      await credits.reserve(wanted);
      decide(begun, order);
      return;
    }
    await credits.spend(wanted, async () => {
      decide(begun, order);
      await allDecided.promise;
      if (order.end === "fault") throw new PrinterBurns();
    });
  };
  await Promise.all(
    orders.map(async (order) => {
      try {
        await run(order);
      } catch (fault) {
        if (isUsedUp(fault)) decide(refused, order);
        else if (!(fault instanceof PrinterBurns)) throw fault;
      }
    }),
  );
  return { begun, refused };
};

/**
 * P-089 on a store: whatever runs at once, fails or is lost, the balance is what was granted minus what
 * was charged; work that nobody can pay for is not begun, and work that somebody can pay for is.
 */
export const checkParallel = async (store: Store, numRuns: number): Promise<void> => {
  const { credits, clock } = creditsOn(store);
  await fc.assert(
    fc.asyncProperty(batches, async (story) => {
      const accountId = await addAccount(store, clock);
      let has = 0;
      const require = (isRight: boolean, what: string): void => {
        if (!isRight) throw new Error(`${what}, with ${has} credits`);
      };
      for (const [index, { grant, orders }] of story.entries()) {
        await credits.grant({
          accountId,
          amount: grant,
          reason: "-",
          key: `${accountId}:${index}`,
        });
        has += grant;
        const { begun, refused } = await runTogether(credits, accountId, orders);
        const left = has - sumOf(begun);
        require(left >= 0, `work for ${sumOf(begun)} was begun`);
        require(refused.every(
          ({ amount }) => amount > left,
        ), `work was refused where ${left} were left`);
        clock.advance(LEASE_MS);
        await credits.expire();
        has -= sumOf(begun.filter(({ end }) => end === "done"));
        const kept = await credits.balanceOf(accountId);
        require(kept === has, `the balance is ${kept}`);
      }
    }),
    { numRuns },
  );
};
