import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import type { QuotaGrant } from "#policy";
import { openStore, type Store } from "#store";
import { endAt, PERIODS, type Period, startsAt } from "../periods.ts";
import { BEFORE_BORDERS, keeperOn, migrateQuotas, paidAt } from "./accuracy.test-support.ts";

/** Waits that stay within a minute, cross its border, that of the day, of what is paid for, the month. */
const waits = fc.oneof(
  fc.integer({ min: 1, max: 90_000 }),
  fc.constantFrom(60_000, 3_600_000, 86_400_000, 108_000_000),
);

interface Use {
  readonly at: number;
  amount: number;
}

/** What is used of each period, counted by hand. */
const usedIn = (uses: readonly Use[], period: Period, now: number): number =>
  uses
    .filter(({ at }) => startsAt(at, paidAt(at))[period] === startsAt(now, paidAt(now))[period])
    .reduce((sum, { amount }) => sum + amount, 0);

const endOfNow = (period: Period, now: number): number => endAt(period, startsAt(now, paidAt(now)));

describe("quotas in any story", () => {
  const directory = mkdtempSync(join(tmpdir(), "plinth-quotas-"));
  let store: Store;
  let stories = 0;
  beforeAll(async () => {
    store = await openStore({
      engine: { kind: "embedded", directory },
      clock: createManualClock(),
    });
    await migrateQuotas(store);
  });
  afterAll(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const begin = (limit: string) => {
    stories += 1;
    const clock = createManualClock(BEFORE_BORDERS);
    return { clock, keeper: keeperOn(store, clock, limit, `story-${stories}`) };
  };

  it("P-040: work in hand never exceeds the quota, and what is refused is open when it says so", async () => {
    const steps = fc.array(
      fc.record({
        calls: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
        fails: fc.nat(3),
        wait: waits,
      }),
      { minLength: 4, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (story) => {
        const { clock, keeper } = begin("4/minute, 7/day, 11/month, 9/period");
        const uses: Use[] = [];
        /** All at once; gives what was refused. Only then work ends, and some of it fails. */
        const call = async (amounts: readonly number[], fails: number): Promise<number[]> => {
          const grants = await Promise.all(amounts.map(keeper.reserve));
          const isIn = (grant: QuotaGrant | undefined) => grant !== undefined;
          const own = amounts.map((amount, index) => ({
            at: clock.now(),
            amount: isIn(grants[index]) ? amount : 0,
          }));
          uses.push(...own);
          for (const period of PERIODS) {
            expect(usedIn(uses, period, clock.now())).toBeLessThanOrEqual(
              keeper.allowance[period] ?? 0,
            );
          }
          for (const [index, grant] of grants.entries()) {
            const use = own[index];
            if (index >= fails) await grant?.settle(amounts[index] ?? 0);
            else if (use !== undefined) {
              await grant?.refund();
              use.amount = 0;
            }
          }
          return amounts.filter((_, index) => !isIn(grants[index]));
        };
        for (const { calls, fails, wait } of story) {
          clock.advance(wait);
          keeper.refused.length = 0;
          const refused = await call(calls, calls.length > 1 ? fails : 0);
          const ends = keeper.refused.map(({ window, resetsAt }) => {
            expect(Date.parse(resetsAt)).toBe(endOfNow(window, clock.now()));
            return Date.parse(resetsAt);
          });
          expect(ends).toHaveLength(refused.length);
          const [end] = ends;
          if (end === undefined) continue;
          expect(end).toBeGreaterThan(clock.now());
          clock.advance(Math.max(...ends) - clock.now());
          expect(await call(refused.slice(0, 1), 0)).toEqual([]);
        }
      }),
      { numRuns: 25 },
    );
  });

  it("P-039: of each period the highest line that was reached is told, once, on whatever way", async () => {
    const amount = fc.integer({ min: 0, max: 45 });
    const steps = fc.array(
      fc.oneof(
        fc.record({
          kind: fc.constant("together" as const),
          amounts: fc.array(amount, { minLength: 1, maxLength: 3 }),
        }),
        fc.record({ kind: fc.constant("settle" as const), used: amount }),
        fc.constant({ kind: "refund" as const }),
        fc.record({ kind: fc.constant("wait" as const), ms: waits }),
      ),
      { minLength: 4, maxLength: 20 },
    );
    const limits = { day: 40, month: 100, period: 60 } as const;
    const warnedPeriods = ["day", "month", "period"] as const;
    await fc.assert(
      fc.asyncProperty(steps, async (story) => {
        const { clock, keeper } = begin("40/day, 100/month, 60/period");
        const uses: Use[] = [];
        const open: { readonly grant: QuotaGrant; readonly use: Use }[] = [];
        /** The highest line that each period reached, by its end. */
        const reached = new Map<string, number>();
        const look = (): void => {
          for (const period of warnedPeriods) {
            const used = usedIn(uses, period, clock.now());
            const limit = limits[period];
            const isLastLeft = limit - used === 1;
            const line = used >= limit * 0.9 ? 90 : used >= limit * 0.75 || isLastLeft ? 75 : 0;
            const name = `${period} until ${endOfNow(period, clock.now())}`;
            if (line > (reached.get(name) ?? 0)) reached.set(name, line);
          }
        };
        const told = () => {
          const lines = new Map<string, number[]>();
          for (const { period, resetsAt, share } of keeper.warned) {
            const name = `${period} until ${resetsAt}`;
            lines.set(name, [...(lines.get(name) ?? []), share]);
          }
          return lines;
        };
        for (const step of story) {
          if (step.kind === "wait") clock.advance(step.ms);
          else if (step.kind === "together") {
            const grants = await Promise.all(step.amounts.map(keeper.reserve));
            for (const [index, grant] of grants.entries()) {
              if (grant === undefined) continue;
              const use = { at: clock.now(), amount: step.amounts[index] ?? 0 };
              uses.push(use);
              open.push({ grant, use });
            }
          } else {
            const first = open.shift();
            if (first === undefined) continue;
            const used = step.kind === "settle" ? step.used : 0;
            await (step.kind === "settle" ? first.grant.settle(used) : first.grant.refund());
            first.use.amount = used;
          }
          look();
          const lines = told();
          const highest = [...lines].map(([name, shares]) => [name, Math.max(...shares)] as const);
          expect(new Map(highest)).toEqual(reached);
          for (const shares of lines.values()) expect(new Set(shares).size).toBe(shares.length);
        }
      }),
      { numRuns: 60 },
    );
  });
});
