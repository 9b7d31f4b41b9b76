import type { Store } from "#store";
import { sql } from "#vendor/kysely";
import { DAY_MS, type WeekCount } from "./cohorts.ts";

interface EngagementTables {
  readonly active_days: { readonly account_id: string; readonly day: number };
  readonly accounts: { readonly id: string; readonly created_at: number };
  readonly sessions: { readonly account_id: string; readonly last_seen_at: number };
}

/** How many on one day. */
export interface DayCount {
  readonly day: number;
  readonly accounts: number;
}

/** All SQL about active days; days are counted from the epoch. */
export interface EngagementRepository {
  /** Notes that these accounts were active on a day; those that are gone are left out. */
  readonly note: (accountIds: readonly string[], day: number) => Promise<void>;
  /** The same of every session that was used since a time. */
  readonly noteSessions: (since: number) => Promise<void>;
  /** Accounts that were active from a day on, up to another one. */
  readonly activeFrom: (from: number, to: number) => Promise<number>;
  readonly activeByDay: (from: number) => Promise<readonly DayCount[]>;
  readonly signedUpByDay: (from: number) => Promise<readonly DayCount[]>;
  /** Accounts by the week of their sign-up, counted from a Monday. */
  readonly signedUpByWeek: (firstDay: number) => Promise<ReadonlyMap<number, number>>;
  /** Of these, those that were active, by both weeks. */
  readonly activeByWeek: (firstDay: number) => Promise<readonly WeekCount[]>;
  readonly daysOf: (accountId: string) => Promise<readonly number[]>;
  readonly erase: (accountId: string) => Promise<void>;
  readonly forget: (before: number) => Promise<void>;
}

const WEEK_MS = 7 * DAY_MS;
const BATCH = 200;

type Part<Names extends keyof EngagementRepository> = Pick<EngagementRepository, Names>;
type Reader = ReturnType<typeof readerOf>;

const readerOf = (store: Store) => () => store.read<EngagementTables>();

const dayCounts = (read: Reader): Part<"activeFrom" | "activeByDay" | "signedUpByDay"> => {
  const dayOfSignUp = sql<number>`accounts.created_at / ${sql.lit(DAY_MS)}`;
  return {
    activeFrom: async (from, to) => {
      const row = await read()
        .selectFrom("active_days")
        .select((by) => by.fn.count("account_id").distinct().as("accounts"))
        .where("day", ">=", from)
        .where("day", "<=", to)
        .executeTakeFirst();
      return Number(row?.accounts ?? 0);
    },
    activeByDay: async (from) => {
      const rows = await read()
        .selectFrom("active_days")
        .select((by) => ["day", by.fn.countAll().as("accounts")])
        .where("day", ">=", from)
        .groupBy("day")
        .orderBy("day")
        .execute();
      return rows.map(({ day, accounts }) => ({ day, accounts: Number(accounts) }));
    },
    signedUpByDay: async (from) => {
      const rows = await read()
        .selectFrom("accounts")
        .select((by) => [dayOfSignUp.as("day"), by.fn.countAll().as("accounts")])
        .where("created_at", ">=", from * DAY_MS)
        .groupBy(dayOfSignUp)
        .execute();
      return rows.map(({ day, accounts }) => ({ day: Number(day), accounts: Number(accounts) }));
    },
  };
};

const weekCounts = (read: Reader): Part<"signedUpByWeek" | "activeByWeek"> => {
  // Whole numbers divided are whole numbers in both engines.
  const weekOfSignUp = (firstDay: number) =>
    sql<number>`(accounts.created_at - ${sql.lit(firstDay * DAY_MS)}) / ${sql.lit(WEEK_MS)}`;
  const weekOfActivity = (firstDay: number) =>
    sql<number>`(active_days.day - ${sql.lit(firstDay)}) / 7`;
  return {
    signedUpByWeek: async (firstDay) => {
      const cohort = weekOfSignUp(firstDay);
      const rows = await read()
        .selectFrom("accounts")
        .select((by) => [cohort.as("cohort"), by.fn.countAll().as("accounts")])
        .where("created_at", ">=", firstDay * DAY_MS)
        .groupBy(cohort)
        .execute();
      return new Map(rows.map((row) => [Number(row.cohort), Number(row.accounts)]));
    },
    activeByWeek: async (firstDay) => {
      const [cohort, week] = [weekOfSignUp(firstDay), weekOfActivity(firstDay)];
      const rows = await read()
        .selectFrom("active_days")
        .innerJoin("accounts", "accounts.id", "active_days.account_id")
        .select((by) => [
          cohort.as("cohort"),
          week.as("week"),
          by.fn.count("active_days.account_id").distinct().as("accounts"),
        ])
        .where("accounts.created_at", ">=", firstDay * DAY_MS)
        .where("active_days.day", ">=", firstDay)
        .groupBy([cohort, week])
        .execute();
      return rows.map((row) => ({
        cohort: Number(row.cohort),
        week: Number(row.week),
        accounts: Number(row.accounts),
      }));
    },
  };
};

/** Builds the repository on a store. */
export const createEngagementRepository = (store: Store): EngagementRepository => {
  const read = readerOf(store);
  const write = () => store.write<EngagementTables>();
  return {
    ...dayCounts(read),
    ...weekCounts(read),
    note: async (accountIds, day) => {
      for (let from = 0; from < accountIds.length; from += BATCH) {
        await write()
          .insertInto("active_days")
          .columns(["account_id", "day"])
          .expression((db) =>
            db
              .selectFrom("accounts")
              .select(["id", sql.lit(day).as("day")])
              .where("id", "in", accountIds.slice(from, from + BATCH)),
          )
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
    },
    noteSessions: async (since) => {
      await write()
        .insertInto("active_days")
        .columns(["account_id", "day"])
        .expression((db) =>
          db
            .selectFrom("sessions")
            .select(["account_id", sql<number>`last_seen_at / ${sql.lit(DAY_MS)}`.as("day")])
            .distinct()
            .where("last_seen_at", ">=", since),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    daysOf: async (accountId) => {
      const rows = await read()
        .selectFrom("active_days")
        .select("day")
        .where("account_id", "=", accountId)
        .orderBy("day")
        .execute();
      return rows.map(({ day }) => day);
    },
    erase: async (accountId) => {
      await write().deleteFrom("active_days").where("account_id", "=", accountId).execute();
    },
    forget: async (before) => {
      await write().deleteFrom("active_days").where("day", "<", before).execute();
    },
  };
};
