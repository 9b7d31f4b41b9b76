import type { Clock, IdGenerator } from "#core";
import type { AlsoWrite } from "#modules/accounts";
import type { QuotaCall, QuotaGrant } from "#policy";
import { quotaErrors } from "./errors.ts";
import { type Allowance, allowanceFor, type Meter } from "./meters.ts";
import { endAt, type PaidPeriod, PERIODS, type Period, type Starts, startsAt } from "./periods.ts";
import type { CounterKey, CounterRow, QuotaRepository } from "./repository.ts";
import { findWarnings, type QuotaWarning } from "./warnings.ts";

/** What keeping quotas takes. */
export interface KeepingParts {
  readonly repository: QuotaRepository;
  readonly clock: Clock;
  readonly newId: IdGenerator;
  readonly meter: (name: string) => Meter;
  /** What an account pays for now; undefined where it pays for nothing. */
  readonly paidPeriodOf: (accountId: string) => Promise<PaidPeriod | undefined>;
  /** Told of each refusal. */
  readonly onRefused: (call: QuotaCall, period: Period) => void;
  /** What is written with the note that a line is crossed, such as the mail about it. */
  readonly telling: (call: QuotaCall, warning: QuotaWarning) => Promise<AlsoWrite | undefined>;
  /** Told of each line that is crossed for the first time in a period. */
  readonly onWarning: (call: QuotaCall, warning: QuotaWarning) => void;
  /** Told of what could not be counted, settled or given back. */
  readonly onFault: (what: "reserve" | "settle" | "refund", error: unknown) => void;
}

/** One account has one counter for a meter, an API key one of its own, all together one. */
export const keyOf = ({ quota, userId, keyId }: QuotaCall): CounterKey => {
  const { meter, on } = quota;
  if (on === "application") return { subject: "application", meter, accountId: null };
  const accountId = userId ?? null;
  if (on === "key" && keyId !== undefined) return { subject: `key:${keyId}`, meter, accountId };
  return { subject: `user:${userId ?? ""}`, meter, accountId };
};

/** The periods that a counter counts in. */
const startsOf = (row: CounterRow): Starts => ({
  minute: row.minute_at,
  day: row.day_at,
  month: row.month_at,
  period: row.period_at,
  periodEnd: row.period_end,
});

/** How much of a limit is left, of the period that has the least. */
const tightest = (row: CounterRow, allowance: Allowance) =>
  PERIODS.flatMap((period) => {
    const limit = allowance[period];
    if (limit === undefined) return [];
    const left = Math.max(0, limit - row[`${period}_used`]);
    return [{ period, limit, left, end: endAt(period, startsOf(row)) }];
  }).toSorted((a, b) => a.left / a.limit - b.left / b.limit)[0];

const headersOf = (
  name: string,
  row: CounterRow,
  allowance: Allowance,
  warnings: readonly QuotaWarning[],
  now: number,
): readonly string[] => {
  const least = tightest(row, allowance);
  if (least === undefined) return [];
  const { period, limit, left, end } = least;
  const seconds = Math.max(1, Math.ceil((end - now) / 1_000));
  return [
    "Quota",
    `"${name}";q=${limit};r=${left};t=${seconds};p=${period}`,
    ...warnings.flatMap(({ share, period: of }) => [
      "Quota-Warning",
      `"${name}";share=${share};p=${of}`,
    ]),
  ];
};

/** The refusal: of the periods without room the one that ends last. */
const refusal = (
  meter: Meter,
  allowance: Allowance,
  period: Period,
  starts: Starts,
  now: number,
) => {
  const resetsAt = endAt(period, starts);
  const seconds = Math.max(1, Math.ceil((resetsAt - now) / 1_000));
  const limit = allowance[period] ?? 0;
  return quotaErrors.make.QUOTA_EXCEEDED({
    detail: `The ${limit} ${meter.name} of this ${period} are used up; the next ${period} begins in ${seconds} seconds.`,
    headers: {
      "Retry-After": String(seconds),
      Quota: `"${meter.name}";q=${limit};r=0;t=${seconds};p=${period}`,
    },
    extra: {
      meter: meter.name,
      window: period,
      limit,
      retryAfter: seconds,
      resetsAt: new Date(resetsAt).toISOString(),
    },
  });
};

const withoutRoom = (
  row: CounterRow | undefined,
  allowance: Allowance,
  amount: number,
  starts: Starts,
): Period => {
  const ends = (period: Period): number => endAt(period, starts);
  const full = PERIODS.filter((period) => {
    const limit = allowance[period];
    if (limit === undefined) return false;
    const used =
      row !== undefined && row[`${period}_at`] >= starts[period] ? row[`${period}_used`] : 0;
    return used + amount > limit;
  }).toSorted((a, b) => ends(a) - ends(b));
  // Somebody may have given something back since: then the shortest limited period is as good.
  return full.at(-1) ?? PERIODS.find((period) => allowance[period] !== undefined) ?? "minute";
};

const UNCOUNTED: QuotaGrant = {
  headers: [],
  settle: async () => undefined,
  refund: async () => undefined,
};

/** Tells of the lines that a counter is the first to show. */
const warningBy =
  ({ repository, clock, telling, onWarning, onFault }: KeepingParts) =>
  async (
    call: QuotaCall,
    meter: Meter,
    allowance: Allowance,
    row: CounterRow,
  ): Promise<readonly QuotaWarning[]> => {
    const key = keyOf(call);
    const tell = (warning: QuotaWarning) => telling(call, warning);
    const found = findWarnings(repository, meter, allowance, key, row, clock.now(), tell);
    const warnings = await found.catch((error: unknown) => {
      onFault("reserve", error);
      return [];
    });
    for (const warning of warnings) onWarning(call, warning);
    return warnings;
  };

/** Builds what reserves, settles and gives back. */
export const createKeeping = (parts: KeepingParts) => {
  const { repository, clock, newId } = parts;
  const warnOf = warningBy(parts);

  /** Whose "period" is counted in nobody asks for what nobody limits by it. */
  const startsFor = async ({ userId }: QuotaCall, allowance: Allowance): Promise<Starts> => {
    const isLimited = allowance.period !== undefined && userId !== undefined;
    const paid = isLimited ? await parts.paidPeriodOf(userId) : undefined;
    return startsAt(clock.now(), paid);
  };

  const grantOf = (
    id: string,
    headers: readonly string[],
    settle: (used: number) => Promise<void>,
  ): QuotaGrant => {
    let isOver = false;
    const once = async (what: "settle" | "refund", work: () => Promise<unknown>): Promise<void> => {
      if (isOver) return;
      isOver = true;
      // What stays open is given back when its time is over.
      await work().catch((error: unknown) => parts.onFault(what, error));
    };
    return {
      headers,
      settle: (used) => once("settle", () => settle(used)),
      refund: () => once("refund", () => repository.refund(id)),
    };
  };

  const refuse = (
    call: QuotaCall,
    meter: Meter,
    allowance: Allowance,
    starts: Starts,
    row?: CounterRow,
  ): never => {
    const period = withoutRoom(row, allowance, call.amount, starts);
    parts.onRefused(call, period);
    throw refusal(meter, allowance, period, starts, clock.now());
  };

  const book = (
    call: QuotaCall,
    id: string,
    key: CounterKey,
    allowance: Allowance,
    starts: Starts,
  ) => {
    const now = clock.now();
    const { amount, leaseMs } = call;
    return repository.reserve({ ...key, id, amount, starts, allowance, expiresAt: now + leaseMs });
  };

  const reserve = async (call: QuotaCall): Promise<QuotaGrant> => {
    const meter = parts.meter(call.quota.meter);
    const allowance = allowanceFor(meter, call.tier);
    const key = keyOf(call);
    const starts = await startsFor(call, allowance);
    // A first call makes the counter and has nothing to be compared with.
    if (PERIODS.some((period) => call.amount > (allowance[period] ?? call.amount))) {
      return refuse(call, meter, allowance, starts, await repository.counter(key));
    }
    const id = newId();
    let row: CounterRow | undefined;
    try {
      row = await book(call, id, key, allowance, starts);
    } catch (error) {
      parts.onFault("reserve", error);
      if (call.quota.onStoreDown === "allow") return UNCOUNTED;
      throw error;
    }
    if (row === undefined) {
      return refuse(call, meter, allowance, starts, await repository.counter(key));
    }
    const warnings = await warnOf(call, meter, allowance, row);
    const headers = headersOf(meter.name, row, allowance, warnings, clock.now());
    return grantOf(id, headers, async (used) => {
      const moved = await repository.settle(id, key, used, await startsFor(call, allowance));
      // Work that took more than was reserved may cross a line as well.
      if (moved !== undefined) await warnOf(call, meter, allowance, moved);
    });
  };

  return {
    reserve,
    /** Gives back what nobody settled in time; tells how many. */
    expire: async (): Promise<number> => {
      let count = 0;
      for (const id of await repository.expired(clock.now())) {
        if (await repository.refund(id)) count += 1;
      }
      return count;
    },
  };
};
