import type { AlsoWrite } from "#modules/accounts";
import { type Store, sql } from "#store";
import type { Kysely } from "#vendor/kysely";
import type { Allowance } from "./meters.ts";
import type { Period, Starts } from "./periods.ts";

/** A row of quota_counters; instants in milliseconds since the epoch, amounts in units. */
export interface CounterRow {
  readonly subject: string;
  readonly meter: string;
  /** Null for what is counted for all together. */
  readonly account_id: string | null;
  readonly minute_at: number;
  readonly minute_used: number;
  readonly day_at: number;
  readonly day_used: number;
  /** The highest share, in percent, that was warned of in this period; 0 for none. */
  readonly day_warned: number;
  readonly month_at: number;
  readonly month_used: number;
  readonly month_warned: number;
  readonly period_at: number;
  readonly period_used: number;
  readonly period_warned: number;
  /** When the period that is paid for ends. */
  readonly period_end: number;
}

interface ReservationRow {
  readonly id: string;
  readonly subject: string;
  readonly meter: string;
  readonly account_id: string | null;
  readonly amount: number;
  readonly minute_at: number;
  readonly day_at: number;
  readonly month_at: number;
  readonly period_at: number;
  readonly expires_at: number;
}

/** A row of quota_days: what was settled on a day. */
export interface DayRow {
  readonly subject: string;
  readonly meter: string;
  readonly day_at: number;
  readonly account_id: string | null;
  readonly used: number;
}

interface QuotaTables {
  readonly quota_counters: CounterRow;
  readonly quota_reservations: ReservationRow;
  readonly quota_days: DayRow;
}

/** Whose counter of what. */
export interface CounterKey {
  readonly subject: string;
  readonly meter: string;
  readonly accountId: string | null;
}

/** What is to be reserved. */
export interface Booking extends CounterKey {
  readonly id: string;
  readonly amount: number;
  /** The periods that hold now. */
  readonly starts: Starts;
  readonly allowance: Allowance;
  readonly expiresAt: number;
}

/** All SQL about quotas. */
export interface QuotaRepository {
  /** The counter with the booking in it; undefined when a period has no room: nothing was written. */
  readonly reserve: (booking: Booking) => Promise<CounterRow | undefined>;
  readonly counter: (key: CounterKey) => Promise<CounterRow | undefined>;
  /**
   * Keeps what was truly used, also where that is more than was reserved or than there is: the work
   * is done. `starts` counts where the reservation had ended before its work. Gives the counter where
   * that moved it.
   */
  readonly settle: (
    id: string,
    key: CounterKey,
    used: number,
    starts: Starts,
  ) => Promise<CounterRow | undefined>;
  /** Gives a reservation back. False when it had ended already. */
  readonly refund: (id: string) => Promise<boolean>;
  /** Reservations that ended without a word before an instant, at most 500. */
  readonly expired: (time: number) => Promise<readonly string[]>;
  /**
   * True for the one who first says that a share of a period is used up; `also` is written in the
   * same transaction.
   */
  readonly warn: (
    key: CounterKey,
    period: Exclude<Period, "minute">,
    start: number,
    share: number,
    also?: AlsoWrite,
  ) => Promise<boolean>;
  readonly countersOf: (accountId: string) => Promise<readonly CounterRow[]>;
  /** What an account used, by day, from an instant on, oldest first. */
  readonly daysOf: (accountId: string, since: number) => Promise<readonly DayRow[]>;
  /** Removes days before an instant. */
  readonly forget: (time: number) => Promise<void>;
  readonly erase: (accountId: string) => Promise<void>;
}

const MAX_EXPIRED = 500;
const MAX_DAYS = 10_000;
/** Rows are locked one after another, in one order: nobody is in need of running again. */
const ONE_ROW = { isolation: "read committed" } as const;

const NO_LIMIT = Number.MAX_SAFE_INTEGER;

const isNewer = (period: Period) =>
  sql`${sql.ref(`quota_counters.${period}_at`)} < ${sql.ref(`excluded.${period}_at`)}`;

/** What the stored counter says of the period that holds now; nodes whose clock is behind follow. */
const usedNow = (period: Period) =>
  sql<number>`case when ${isNewer(period)} then 0 else ${sql.ref(`quota_counters.${period}_used`)} end`;
const sum = (period: Period) =>
  sql<number>`(${usedNow(period)}) + ${sql.ref(`excluded.${period}_used`)}`;
const start = (period: Period) =>
  sql<number>`case when ${isNewer(period)} then ${sql.ref(`excluded.${period}_at`)} else ${sql.ref(`quota_counters.${period}_at`)} end`;
const warned = (period: Period) =>
  sql<number>`case when ${isNewer(period)} then 0 else ${sql.ref(`quota_counters.${period}_warned`)} end`;
const hasRoom = (period: Period, allowance: Allowance) =>
  sql<boolean>`(${sum(period)}) <= ${allowance[period] ?? NO_LIMIT}`;

/** Adds to all periods in one statement: whoever counts at the same time waits for the row. */
const add = (
  tx: Kysely<QuotaTables>,
  { subject, meter, accountId }: CounterKey,
  amount: number,
  starts: Starts,
  allowance: Allowance,
) =>
  tx
    .insertInto("quota_counters")
    .values({
      subject,
      meter,
      account_id: accountId,
      minute_at: starts.minute,
      minute_used: amount,
      day_at: starts.day,
      day_used: amount,
      day_warned: 0,
      month_at: starts.month,
      month_used: amount,
      month_warned: 0,
      period_at: starts.period,
      period_used: amount,
      period_warned: 0,
      period_end: starts.periodEnd,
    })
    .onConflict((conflict) =>
      conflict
        .columns(["subject", "meter"])
        .doUpdateSet({
          minute_at: start("minute"),
          minute_used: sum("minute"),
          day_at: start("day"),
          day_used: sum("day"),
          day_warned: warned("day"),
          month_at: start("month"),
          month_used: sum("month"),
          month_warned: warned("month"),
          period_at: start("period"),
          period_used: sum("period"),
          period_warned: warned("period"),
          period_end: sql<number>`case when excluded.period_at < quota_counters.period_at then quota_counters.period_end else excluded.period_end end`,
        })
        .where(hasRoom("minute", allowance))
        .where(hasRoom("day", allowance))
        .where(hasRoom("month", allowance))
        .where(hasRoom("period", allowance)),
    )
    .returningAll()
    .executeTakeFirst();

/** Moves the counter of the periods that a reservation was counted in, as far as they still hold. */
const correct = (tx: Kysely<QuotaTables>, row: ReservationRow, by: number) => {
  const moved = (period: Period) => {
    const used = sql.ref(`${period}_used`);
    const isSame = sql`${sql.ref(`${period}_at`)} = ${row[`${period}_at`]}`;
    return sql<number>`case when ${isSame} then (case when ${used} + ${by} < 0 then 0 else ${used} + ${by} end) else ${used} end`;
  };
  return tx
    .updateTable("quota_counters")
    .set({
      minute_used: moved("minute"),
      day_used: moved("day"),
      month_used: moved("month"),
      period_used: moved("period"),
    })
    .where("subject", "=", row.subject)
    .where("meter", "=", row.meter)
    .returningAll()
    .executeTakeFirst();
};

const take = (tx: Kysely<QuotaTables>, id: string) =>
  tx.deleteFrom("quota_reservations").where("id", "=", id).returningAll().executeTakeFirst();

const noteDay = (tx: Kysely<QuotaTables>, key: CounterKey, day: number, used: number) =>
  tx
    .insertInto("quota_days")
    .values({
      subject: key.subject,
      meter: key.meter,
      day_at: day,
      account_id: key.accountId,
      used,
    })
    .onConflict((conflict) =>
      conflict
        .columns(["subject", "meter", "day_at"])
        .doUpdateSet({ used: sql<number>`quota_days.used + excluded.used` }),
    )
    .execute();

const reserving =
  (store: Store): QuotaRepository["reserve"] =>
  (booking) =>
    store.transaction<QuotaTables, CounterRow | undefined>(async (tx) => {
      const row = await add(tx, booking, booking.amount, booking.starts, booking.allowance);
      if (row === undefined) return undefined;
      await tx
        .insertInto("quota_reservations")
        .values({
          id: booking.id,
          subject: booking.subject,
          meter: booking.meter,
          account_id: booking.accountId,
          amount: booking.amount,
          // Where it was counted, which a node whose clock is behind does not know by itself.
          minute_at: row.minute_at,
          day_at: row.day_at,
          month_at: row.month_at,
          period_at: row.period_at,
          expires_at: booking.expiresAt,
        })
        .execute();
      return row;
    }, ONE_ROW);

const settling =
  (store: Store): QuotaRepository["settle"] =>
  (id, key, used, starts) =>
    store.transaction<QuotaTables, CounterRow | undefined>(async (tx) => {
      const row = await take(tx, id);
      let moved: CounterRow | undefined;
      if (row === undefined) moved = await add(tx, key, used, starts, {});
      else if (row.amount !== used) moved = await correct(tx, row, used - row.amount);
      if (used > 0) await noteDay(tx, key, row?.day_at ?? starts.day, used);
      return moved;
    }, ONE_ROW);

const refunding =
  (store: Store): QuotaRepository["refund"] =>
  (id) =>
    store.transaction<QuotaTables, boolean>(async (tx) => {
      const row = await take(tx, id);
      if (row === undefined) return false;
      await correct(tx, row, -row.amount);
      return true;
    }, ONE_ROW);

const warning =
  (store: Store): QuotaRepository["warn"] =>
  ({ subject, meter }, period, at, share, also) =>
    store.transaction<QuotaTables, boolean>(async (tx) => {
      const won = await tx
        .updateTable("quota_counters")
        .set({ [`${period}_warned`]: share })
        .where("subject", "=", subject)
        .where("meter", "=", meter)
        .where(`${period}_at`, "=", at)
        .where(`${period}_warned`, "<", share)
        .returning("meter")
        .execute();
      if (won.length > 0) await also?.(tx);
      return won.length > 0;
    }, ONE_ROW);

/** Builds the repository on a store. */
export const createQuotaRepository = (store: Store): QuotaRepository => {
  const read = () => store.read<QuotaTables>();
  return {
    reserve: reserving(store),
    settle: settling(store),
    refund: refunding(store),
    warn: warning(store),
    counter: ({ subject, meter }) =>
      read()
        .selectFrom("quota_counters")
        .selectAll()
        .where("subject", "=", subject)
        .where("meter", "=", meter)
        .executeTakeFirst(),
    expired: async (time) => {
      const rows = await read()
        .selectFrom("quota_reservations")
        .select("id")
        .where("expires_at", "<=", time)
        .orderBy("expires_at")
        .limit(MAX_EXPIRED)
        .execute();
      return rows.map(({ id }) => id);
    },
    countersOf: (accountId) =>
      read()
        .selectFrom("quota_counters")
        .selectAll()
        .where("account_id", "=", accountId)
        .orderBy("meter")
        .execute(),
    daysOf: (accountId, since) =>
      read()
        .selectFrom("quota_days")
        .selectAll()
        .where("account_id", "=", accountId)
        .where("day_at", ">=", since)
        .orderBy("day_at")
        .limit(MAX_DAYS)
        .execute(),
    forget: async (time) => {
      await store
        .write<QuotaTables>()
        .deleteFrom("quota_days")
        .where("day_at", "<", time)
        .execute();
    },
    erase: (accountId) =>
      store.transaction<QuotaTables, void>(async (tx) => {
        for (const table of ["quota_reservations", "quota_days", "quota_counters"] as const) {
          await tx.deleteFrom(table).where("account_id", "=", accountId).execute();
        }
      }),
  };
};
