import type { Store } from "#store";

/** A row of consents: somebody agreed, or took it back. Nothing is ever changed. */
export interface ConsentRow {
  readonly id: string;
  readonly account_id: string;
  readonly purpose: string;
  /** Of the text that was agreed to. */
  readonly version: number;
  readonly is_given: number;
  /** Milliseconds since the epoch; of two words on one purpose the later has the greater one. */
  readonly at: number;
}

interface ConsentTables {
  readonly consents: ConsentRow;
}

/** All SQL about consent. */
export interface ConsentRepository {
  /** Adds a word; gives it as it is kept, later than the one before whatever the clock says. */
  readonly insert: (row: ConsentRow) => Promise<ConsentRow>;
  /** The last word of an account on a purpose. */
  readonly latest: (accountId: string, purpose: string) => Promise<ConsentRow | undefined>;
  /** Everything that an account ever said, oldest first. */
  readonly allOf: (accountId: string) => Promise<readonly ConsentRow[]>;
  readonly erase: (accountId: string) => Promise<void>;
}

/** Builds the repository on a store. */
export const createConsentRepository = (store: Store): ConsentRepository => {
  const latest = store.prepare<ConsentTables, { account: string; purpose: string }, ConsentRow>(
    (db, value) =>
      db
        .selectFrom("consents")
        .selectAll()
        .where("account_id", "=", value("account"))
        .where("purpose", "=", value("purpose"))
        .orderBy("at", "desc")
        .limit(1),
  );
  return {
    insert: (row) =>
      store.transaction<ConsentTables, ConsentRow>(async (tx) => {
        const before = await tx
          .selectFrom("consents")
          .select("at")
          .where("account_id", "=", row.account_id)
          .where("purpose", "=", row.purpose)
          .orderBy("at", "desc")
          .limit(1)
          .executeTakeFirst();
        const kept = { ...row, at: Math.max(row.at, Number(before?.at ?? -1) + 1) };
        await tx.insertInto("consents").values(kept).execute();
        return kept;
      }),
    latest: async (account, purpose) => latest.first({ account, purpose }),
    allOf: (accountId) =>
      store
        .read<ConsentTables>()
        .selectFrom("consents")
        .selectAll()
        .where("account_id", "=", accountId)
        .orderBy("at")
        .execute(),
    erase: async (accountId) => {
      await store
        .write<ConsentTables>()
        .deleteFrom("consents")
        .where("account_id", "=", accountId)
        .execute();
    },
  };
};
