import { allPages, type Store } from "#store";
import { sql } from "#vendor/kysely";
import type { Kind, Outcome } from "./entries.ts";
import type { TimedEntry } from "./outbox.ts";

/** A row of account_activity; times in milliseconds since the epoch. */
export interface ActivityRow {
  readonly id: string;
  readonly account_id: string;
  readonly at: number;
  readonly kind: Kind;
  readonly name: string;
  readonly outcome: Outcome;
  readonly detail: string | null;
  readonly address: string | null;
  readonly agent: string | null;
  readonly times: number;
}

/** The tables this module reads and writes. */
interface ActivityTables {
  readonly account_activity: ActivityRow;
  readonly accounts: { readonly id: string };
}

/** How much of one account is kept. */
export interface Bounds {
  readonly all: number;
  /** Of these, how many refusals: whoever is turned away again and again cannot push out the rest. */
  readonly refused: number;
}

/** All SQL about recent activity; every read names the account (P-102). */
export interface ActivityRepository {
  /** Writes what belongs to accounts that exist, and removes what is beyond the bounds. */
  readonly save: (entries: readonly TimedEntry[], bounds: Bounds) => Promise<void>;
  /** Entries of an account since a time, newest first, those before an entry. */
  readonly page: (query: {
    readonly accountId: string;
    readonly since: number;
    readonly before: string | undefined;
    readonly limit: number;
  }) => Promise<readonly ActivityRow[]>;
  /** Everything of an account, newest first. */
  readonly allOf: (accountId: string) => Promise<readonly ActivityRow[]>;
  readonly removeBefore: (time: number) => Promise<void>;
  readonly erase: (accountId: string) => Promise<void>;
}

const rowOf = ({ accountId, ...entry }: TimedEntry): ActivityRow => ({
  ...entry,
  account_id: accountId,
});

/** Builds the repository on a store. */
export const createActivityRepository = (store: Store): ActivityRepository => {
  const read = () => store.read<ActivityTables>().selectFrom("account_activity").selectAll();
  const remove = () => store.write<ActivityTables>().deleteFrom("account_activity");

  const insert = (entries: readonly TimedEntry[]): Promise<readonly string[]> =>
    store.transaction<ActivityTables, readonly string[]>(async (tx) => {
      const found = await tx
        .selectFrom("accounts")
        .select("id")
        .where("id", "in", [...new Set(entries.map(({ accountId }) => accountId))])
        .execute();
      const known = new Set(found.map(({ id }) => id));
      const rows = entries.filter(({ accountId }) => known.has(accountId)).map(rowOf);
      if (rows.length > 0) await tx.insertInto("account_activity").values(rows).execute();
      return [...known];
    });

  /** Removes what is older than the newest of each account, of one outcome or of all. */
  const trim = async (
    accountIds: readonly string[],
    newest: number,
    outcome?: Outcome,
  ): Promise<void> => {
    await remove()
      .where("id", "in", (db) =>
        db
          .selectFrom((inner) =>
            inner
              .selectFrom("account_activity")
              .select([
                "id",
                sql<number>`row_number() over (partition by account_id order by id desc)`.as(
                  "place",
                ),
              ])
              .where("account_id", "in", accountIds)
              .$if(outcome !== undefined, (query) =>
                query.where("outcome", "=", outcome ?? "success"),
              )
              .as("counted"),
          )
          .select("counted.id")
          .where("counted.place", ">", newest),
      )
      .execute();
  };

  return {
    save: async (entries, bounds) => {
      const accountIds = await insert(entries);
      if (accountIds.length === 0) return;
      // In this order: what is over with refusals must not cost others their place.
      await trim(accountIds, bounds.refused, "refused");
      await trim(accountIds, bounds.all);
    },
    page: ({ accountId, since, before, limit }) =>
      read()
        .where("account_id", "=", accountId)
        .where("at", ">=", since)
        .$if(before !== undefined, (query) => query.where("id", "<", before ?? ""))
        .orderBy("id", "desc")
        .limit(limit)
        .execute(),
    allOf: (accountId) =>
      allPages((last, limit) => {
        const query = read().where("account_id", "=", accountId).orderBy("id", "desc").limit(limit);
        return (last === undefined ? query : query.where("id", "<", last.id)).execute();
      }),
    removeBefore: async (time) => {
      await remove().where("at", "<", time).execute();
    },
    erase: async (accountId) => {
      await remove().where("account_id", "=", accountId).execute();
    },
  };
};
