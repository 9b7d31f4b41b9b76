import { allPages, type Store, sql } from "#store";
import type { Kysely } from "#vendor/kysely";

/** Why a balance moved. */
export type CreditKind = "grant" | "reserve" | "settle" | "refund";

/** A line of the ledger; lines are added and never changed. */
export interface CreditEntry {
  readonly id: string;
  readonly account_id: string;
  readonly at: number;
  readonly kind: CreditKind;
  /** What it moved the balance by. */
  readonly amount: number;
  readonly reason: string;
  /** Grants of one key are one; null for everything else. */
  readonly grant_key: string | null;
}

interface HoldRow {
  readonly id: string;
  readonly account_id: string;
  readonly amount: number;
  readonly reason: string;
  readonly expires_at: number;
}

interface CreditTables {
  readonly credit_balances: { readonly account_id: string; readonly balance: number };
  readonly credit_entries: CreditEntry;
  readonly credit_holds: HoldRow;
}

/** A transaction of the store, of whatever tables. */
export interface OpenTransaction {
  readonly isTransaction: boolean;
}

/** All SQL about credits. */
export interface CreditRepository {
  readonly balanceOf: (accountId: string) => Promise<number>;
  /** Newest first. */
  readonly entriesOf: (accountId: string, limit: number) => Promise<readonly CreditEntry[]>;
  /** All entries of an account, latest first. */
  readonly allOf: (accountId: string) => Promise<readonly CreditEntry[]>;
  /** Adds to a balance, once for each key; false where that was done before. */
  readonly grant: (entry: CreditEntry, tx?: OpenTransaction) => Promise<boolean>;
  /** Takes from a balance; false where less is left: nothing was written. */
  readonly hold: (row: HoldRow, entryId: string, at: number) => Promise<boolean>;
  /**
   * Ends a hold with what was used. Where it had ended before its work, or more was used than was
   * held, the rest is taken as far as there is any: a balance never falls below nothing.
   */
  readonly settle: (hold: HoldRow, used: number, entryId: string, at: number) => Promise<void>;
  /** Gives a hold back. False where it had ended already. */
  readonly refund: (id: string, entryId: string, at: number) => Promise<boolean>;
  /** Holds that nobody ended before an instant, at most 500. */
  readonly expired: (time: number) => Promise<readonly string[]>;
  readonly erase: (accountId: string) => Promise<void>;
}

const MAX_EXPIRED = 500;
/** Rows are locked one after another, in one order: nobody is in need of running again. */
const ONE_ROW = { isolation: "read committed" } as const;

type Tx = Kysely<CreditTables>;

/** Moves a balance in one statement: whoever moves it at the same time waits for the row. */
const move = async (tx: Tx, accountId: string, by: number): Promise<boolean> => {
  const moved = await tx
    .updateTable("credit_balances")
    .set({ balance: sql<number>`balance + ${by}` })
    .where("account_id", "=", accountId)
    .where(sql<boolean>`balance + ${by} >= 0`)
    .returning("balance")
    .executeTakeFirst();
  return moved !== undefined;
};

const note = (tx: Tx, entry: CreditEntry) =>
  tx.insertInto("credit_entries").values(entry).execute();

const takeHold = (tx: Tx, id: string) =>
  tx.deleteFrom("credit_holds").where("id", "=", id).returningAll().executeTakeFirst();

const granting =
  (store: Store): CreditRepository["grant"] =>
  async (entry, open) => {
    const work = async (tx: Tx): Promise<boolean> => {
      const added = await tx
        .insertInto("credit_entries")
        .values(entry)
        .onConflict((conflict) => conflict.column("grant_key").doNothing())
        .returning("id")
        .executeTakeFirst();
      if (added === undefined) return false;
      await tx
        .insertInto("credit_balances")
        .values({ account_id: entry.account_id, balance: entry.amount })
        .onConflict((conflict) =>
          conflict
            .column("account_id")
            .doUpdateSet({ balance: sql<number>`credit_balances.balance + excluded.balance` }),
        )
        .execute();
      return true;
    };
    return open === undefined
      ? store.transaction<CreditTables, boolean>(work, ONE_ROW)
      : work(open as unknown as Tx);
  };

/** Takes as much as there is, up to an amount; gives how much that was. */
const takeUpTo = async (tx: Tx, accountId: string, amount: number): Promise<number> => {
  if (amount <= 0) return 0;
  if (await move(tx, accountId, -amount)) return amount;
  const row = await tx
    .selectFrom("credit_balances")
    .select("balance")
    .where("account_id", "=", accountId)
    .executeTakeFirst();
  const left = row?.balance ?? 0;
  // Somebody else may have taken it since: then there is nothing left to take.
  return left > 0 && (await move(tx, accountId, -left)) ? left : 0;
};

const settling =
  (store: Store): CreditRepository["settle"] =>
  (hold, used, entryId, at) =>
    store.transaction<CreditTables, void>(async (tx) => {
      const { account_id: accountId, reason } = hold;
      const held = (await takeHold(tx, hold.id))?.amount ?? 0;
      const back = Math.max(0, held - used);
      if (back > 0) await move(tx, accountId, back);
      const more = await takeUpTo(tx, accountId, used - held);
      const amount = back - more;
      const entry = { id: entryId, account_id: accountId, at, amount, reason, grant_key: null };
      await note(tx, { ...entry, kind: "settle" });
    }, ONE_ROW);

const refunding =
  (store: Store): CreditRepository["refund"] =>
  (id, entryId, at) =>
    store.transaction<CreditTables, boolean>(async (tx) => {
      const hold = await takeHold(tx, id);
      if (hold === undefined) return false;
      const { account_id: accountId, amount, reason } = hold;
      await move(tx, accountId, amount);
      const entry = { id: entryId, account_id: accountId, at, amount, reason, grant_key: null };
      await note(tx, { ...entry, kind: "refund" });
      return true;
    }, ONE_ROW);

/** Builds the repository on a store. */
export const createCreditRepository = (store: Store): CreditRepository => {
  const read = () => store.read<CreditTables>();
  const entries = (accountId: string, limit: number) =>
    read()
      .selectFrom("credit_entries")
      .selectAll()
      .where("account_id", "=", accountId)
      .orderBy("at", "desc")
      .orderBy("id", "desc")
      .limit(limit);
  return {
    grant: granting(store),
    settle: settling(store),
    refund: refunding(store),
    balanceOf: async (accountId) => {
      const row = await read()
        .selectFrom("credit_balances")
        .select("balance")
        .where("account_id", "=", accountId)
        .executeTakeFirst();
      return row?.balance ?? 0;
    },
    entriesOf: (accountId, limit) => entries(accountId, limit).execute(),
    allOf: (accountId) =>
      allPages((last, limit) => {
        const query = entries(accountId, limit);
        if (last === undefined) return query.execute();
        // Those of one instant may lie on both sides of the end of a page.
        return query
          .where("at", "<=", last.at)
          .where((eb) => eb.or([eb("at", "<", last.at), eb("id", "<", last.id)]))
          .execute();
      }),
    hold: (row, entryId, at) =>
      store.transaction<CreditTables, boolean>(async (tx) => {
        const { account_id: accountId, amount, reason } = row;
        if (!(await move(tx, accountId, -amount))) return false;
        await tx.insertInto("credit_holds").values(row).execute();
        const entry = { id: entryId, account_id: accountId, at, reason, grant_key: null };
        await note(tx, { ...entry, kind: "reserve", amount: -amount });
        return true;
      }, ONE_ROW),
    expired: async (time) => {
      const rows = await read()
        .selectFrom("credit_holds")
        .select("id")
        .where("expires_at", "<=", time)
        .orderBy("expires_at")
        .limit(MAX_EXPIRED)
        .execute();
      return rows.map(({ id }) => id);
    },
    erase: (accountId) =>
      store.transaction<CreditTables, void>(async (tx) => {
        for (const table of ["credit_holds", "credit_entries", "credit_balances"] as const) {
          await tx.deleteFrom(table).where("account_id", "=", accountId).execute();
        }
      }),
  };
};
