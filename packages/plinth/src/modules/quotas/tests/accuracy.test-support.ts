import fc from "fast-check";
import { createIdGenerator, createManualClock, type ManualClock } from "#core";
import { createSecureRandom } from "#crypto";
import type { QuotaGrant } from "#policy";
import { createMigrator, type Store } from "#store";
import { accountMigrations } from "../../accounts/migrations/index.ts";
import { createKeeping } from "../keeping.ts";
import { type Allowance, defineMeter } from "../meters.ts";
import { quotaMigrations } from "../migrations/index.ts";
import { PERIODS, type Period, startsAt } from "../periods.ts";
import { type CounterKey, createQuotaRepository } from "../repository.ts";
import type { QuotaWarning } from "../warnings.ts";

/** Two minutes before a month ends, so that every border is crossed by a few steps. */
export const BEFORE_BORDERS = Date.UTC(2026, 0, 31, 23, 58);
export const LEASE_MS = 120_000;
/** Periods that somebody pays for begin at hours of their own. */
const PAID_MS = 108_000_000;

/** What is paid for at an instant. */
export const paidAt = (time: number) => {
  const start = Math.floor(time / PAID_MS) * PAID_MS;
  return { start, end: start + PAID_MS };
};

/** The tables that counting needs. */
export const migrateQuotas = async (store: Store): Promise<void> => {
  await createMigrator(store, [...accountMigrations, ...quotaMigrations]).up();
};

/** What a refusal tells. */
export interface Refusal {
  readonly window: Period;
  readonly resetsAt: string;
}

/** A keeper over a store, for one subject that nobody else has. */
export const keeperOn = (store: Store, clock: ManualClock, limit: string, subject: string) => {
  const repository = createQuotaRepository(store);
  const meter = defineMeter({ name: subject, unit: "unit", limit });
  const refused: Refusal[] = [];
  const warned: QuotaWarning[] = [];
  const keeping = createKeeping({
    repository,
    clock,
    newId: createIdGenerator(clock, createSecureRandom()),
    meter: () => meter,
    paidPeriodOf: async () => paidAt(clock.now()),
    onRefused: () => undefined,
    telling: async () => undefined,
    onWarning: (_, warning) => warned.push(warning),
    onFault: (_, error) => {
      throw error;
    },
  });
  const key: CounterKey = { subject: "application", meter: subject, accountId: null };
  const reserve = async (amount: number): Promise<QuotaGrant | undefined> => {
    const quota = { meter: subject, cost: 1, on: "application", onStoreDown: "deny" } as const;
    const call = {
      quota,
      amount,
      // Whose period is paid for; what is counted is the application's.
      userId: "somebody",
      keyId: undefined,
      tier: "",
      leaseMs: LEASE_MS,
    };
    try {
      return await keeping.reserve({ ...call, route: "-", requestId: "-", clientAddress: "-" });
    } catch (fault) {
      const { code, extra } = fault as { readonly code?: string; readonly extra?: unknown };
      if (code !== "QUOTA_EXCEEDED") throw fault;
      refused.push(extra as Refusal);
      return undefined;
    }
  };
  const { expire } = keeping;
  return { reserve, expire, allowance: meter.allowance, repository, key, refused, warned };
};

type Step =
  | { readonly kind: "reserve"; readonly amount: number }
  | { readonly kind: "together"; readonly calls: number }
  | { readonly kind: "settle"; readonly used: number }
  | { readonly kind: "refund" }
  | { readonly kind: "expire" }
  | { readonly kind: "wait"; readonly ms: number };

const stories: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("reserve" as const), amount: fc.integer({ min: 0, max: 4 }) }),
    fc.record({ kind: fc.constant("together" as const), calls: fc.integer({ min: 2, max: 5 }) }),
    fc.record({ kind: fc.constant("settle" as const), used: fc.integer({ min: 0, max: 6 }) }),
    fc.constant({ kind: "refund" as const }),
    fc.constant({ kind: "expire" as const }),
    fc.record({
      kind: fc.constant("wait" as const),
      ms: fc.oneof(
        fc.integer({ min: 1, max: 90_000 }),
        fc.constantFrom(59_999, 60_000, 86_400_000),
      ),
    }),
  ),
  { minLength: 5, maxLength: 25 },
);

interface Use {
  readonly at: number;
  amount: number;
  readonly endsAt: number;
}

/** What the books must say: the sum of all uses whose period is the one of now. */
const createModel = (allowance: Allowance) => {
  const uses: Use[] = [];
  const used = (period: (typeof PERIODS)[number], now: number): number =>
    uses
      .filter(({ at }) => startsAt(at, paidAt(at))[period] === startsAt(now, paidAt(now))[period])
      .reduce((sum, { amount }) => sum + amount, 0);
  return {
    used,
    has: (amount: number, now: number): boolean =>
      PERIODS.every((period) => used(period, now) + amount <= (allowance[period] ?? Infinity)),
    use: (amount: number, now: number): Use => {
      const use = { at: now, amount, endsAt: now + LEASE_MS };
      uses.push(use);
      return use;
    },
  };
};

/** One story under way, beside its model. */
const createStory = (store: Store, name: string) => {
  const clock = createManualClock(BEFORE_BORDERS);
  const keeper = keeperOn(store, clock, "4/minute, 7/day, 11/month, 9/period", name);
  const model = createModel(keeper.allowance);
  const faults: string[] = [];
  let open: { readonly grant: QuotaGrant; readonly use: Use }[] = [];

  const note = (grant: QuotaGrant | undefined, amount: number): void => {
    const isWanted = model.has(amount, clock.now());
    const isIn = grant !== undefined;
    if (isIn !== isWanted) faults.push(`${amount} was ${isIn ? "let in" : "refused"}`);
    if (isIn) open.push({ grant, use: model.use(amount, clock.now()) });
  };
  const endFirst = async (used: number | undefined): Promise<void> => {
    const first = open.shift();
    if (first === undefined) return;
    await (used === undefined ? first.grant.refund() : first.grant.settle(used));
    first.use.amount = used ?? 0;
  };
  const together = async (calls: number): Promise<void> => {
    const grants = await Promise.all(Array.from({ length: calls }, () => keeper.reserve(1)));
    // Which of them got in does not matter, how many does.
    for (const grant of grants.filter((one) => one !== undefined)) note(grant, 1);
    for (const grant of grants.filter((one) => one === undefined)) note(grant, 1);
  };
  const expire = async (): Promise<void> => {
    await keeper.expire();
    const isOver = ({ use }: { readonly use: Use }): boolean => use.endsAt <= clock.now();
    for (const { use } of open.filter(isOver)) use.amount = 0;
    open = open.filter((one) => !isOver(one));
  };
  const look = async (after: string): Promise<void> => {
    const row = await keeper.repository.counter(keeper.key);
    for (const period of PERIODS) {
      const holds =
        row !== undefined &&
        row[`${period}_at`] === startsAt(clock.now(), paidAt(clock.now()))[period];
      const told = holds ? row[`${period}_used`] : 0;
      const wanted = model.used(period, clock.now());
      if (told !== wanted) faults.push(`${after}: ${period} has ${told}, not ${wanted}`);
    }
  };
  const take = async (step: Step): Promise<void> => {
    if (step.kind === "wait") clock.advance(step.ms);
    else if (step.kind === "reserve") note(await keeper.reserve(step.amount), step.amount);
    else if (step.kind === "together") await together(step.calls);
    else if (step.kind === "expire") await expire();
    else await endFirst(step.kind === "settle" ? step.used : undefined);
    await look(step.kind);
  };
  return { take, faults };
};

/** Runs one story; returns what contradicts the model. */
const play = async (
  store: Store,
  steps: readonly Step[],
  name: string,
): Promise<readonly string[]> => {
  const { take, faults } = createStory(store, name);
  for (const step of steps) await take(step);
  return faults;
};

/** P-038 on a store: any interleaving over minute, day and month borders. */
export const checkAccuracy = async (store: Store, numRuns: number): Promise<void> => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(stories, async (story) => {
      count += 1;
      const faults = await play(store, story, `story-${count}`);
      if (faults.length > 0) throw new Error(faults.join("; "));
    }),
    { numRuns },
  );
};

/** How many of many calls at once get in, over nodes that share a database, and what is counted. */
export const raceOf = async (
  nodes: readonly Store[],
  calls: number,
  limit: number,
): Promise<{ readonly admitted: number; readonly counted: number }> => {
  const clock = createManualClock(BEFORE_BORDERS);
  const keepers = nodes.map((store) => keeperOn(store, clock, `${limit}/period`, "race"));
  const grants = await Promise.all(
    Array.from({ length: calls }, (_, call) => keepers[call % keepers.length]?.reserve(1)),
  );
  const [first] = keepers;
  const row = first === undefined ? undefined : await first.repository.counter(first.key);
  return {
    admitted: grants.filter((grant) => grant !== undefined).length,
    counted: row?.period_used ?? 0,
  };
};
