import { type AccountRow, type AlsoWrite, accountStatements } from "#modules/accounts";
import { sessionStatements } from "#modules/sessions";
import { lockStatements } from "#services/lockout";
import type { Store } from "#store";
import type { Kysely } from "#vendor/kysely";
import type { FactorChange } from "./mails.ts";
import type { FactorRow, MfaTable, MfaTables, RecoveryCodeRow } from "./rows.ts";

type Db = Kysely<MfaTables>;

/** Set-ups of one account that may wait at a time. */
const MAX_PENDING = 3;

/** Whose factors change, and which session carries on. */
export interface ChangeScope {
  readonly accountId: string;
  readonly sessionId: string;
  /** Written in the same transaction, once it is known what the change is. */
  readonly also?: AlsoWrite<FactorChange>;
}

/** A factor that is to count, by its first code. */
export interface Confirmation {
  readonly id: string;
  /** The step of its first code. */
  readonly step: number;
  readonly now: number;
  /** Stored where the account has none. */
  readonly codes: readonly RecoveryCodeRow[];
  /** Factors that an account may have. */
  readonly limit: number;
}

/** What became of a factor that was to count. */
export type Confirmed =
  | "missing"
  | "full"
  | { readonly isFirst: boolean; readonly areCodesStored: boolean };

/** What became of a factor that was to be removed. */
export type Removal = "missing" | "last" | "removed" | "disabled";

/** Second factors in the database. */
export interface MfaRepository {
  readonly find: (accountId: string) => Promise<AccountRow | undefined>;
  /** Confirmed factors, oldest first. */
  readonly factorsOf: (accountId: string) => Promise<readonly FactorRow[]>;
  readonly countCodes: (accountId: string) => Promise<number>;
  /** Recovery codes of all accounts that were not made with a key. */
  readonly countCodesOfOtherKeys: (keyId: string) => Promise<number>;
  /** Stores a factor that waits for its first code; the oldest waiting ones go. */
  readonly addPending: (factor: FactorRow) => Promise<void>;
  readonly findPending: (
    accountId: string,
    id: string,
    madeAfter: number,
  ) => Promise<FactorRow | undefined>;
  readonly removePending: (madeBefore: number) => Promise<void>;
  /** Makes a waiting factor count, once, and ends all other sessions. */
  readonly confirm: (scope: ChangeScope, confirmation: Confirmation) => Promise<Confirmed>;
  /** Removes a factor and ends all other sessions; the last one only where `mayBeLast`. */
  readonly remove: (scope: ChangeScope, id: string, mayBeLast: boolean) => Promise<Removal>;
  /** Replaces the recovery codes and ends all other sessions; false without a factor. */
  readonly replaceCodes: (
    scope: ChangeScope,
    codes: readonly RecoveryCodeRow[],
  ) => Promise<boolean>;
  /**
   * Removes everything, and what `removeOthers` does in the same transaction, and ends all sessions;
   * the account, or undefined when there is none.
   */
  readonly reset: (
    accountId: string,
    removeOthers: (tx: { readonly isTransaction: boolean }) => Promise<void>,
    also: AlsoWrite<AccountRow>,
  ) => Promise<AccountRow | undefined>;
  /** All rows of one account in a table of this module. */
  readonly rowsOf: <T extends MfaTable>(
    accountId: string,
    table: T,
  ) => Promise<readonly MfaTables[T][]>;
  readonly erase: (accountId: string, table: MfaTable) => Promise<void>;
}

/** The new epoch has made them worthless; rows that nobody can use need not stay. */
const dropBindings = async (tx: Db, accountId: string): Promise<void> => {
  await tx.deleteFrom("mfa_challenges").where("account_id", "=", accountId).execute();
  await tx.deleteFrom("mfa_remembered_devices").where("account_id", "=", accountId).execute();
};

/** Ends what was there before a change of factors: other sessions, waiting sign-ins, devices. */
const endOthers = async (tx: Db, { accountId, sessionId }: ChangeScope): Promise<void> => {
  const epoch = await accountStatements(tx).raiseEpoch(accountId);
  await sessionStatements(tx).moveToEpoch(sessionId, epoch);
  await dropBindings(tx, accountId);
};

/** The confirmed factors of an account, oldest first. */
export const confirmedFactors = (db: Db, accountId: string): Promise<FactorRow[]> =>
  db
    .selectFrom("mfa_factors")
    .selectAll()
    .where("account_id", "=", accountId)
    .where("confirmed_at", "is not", null)
    .orderBy("id")
    .execute();

/** How many recovery codes an account has left. */
export const countRecoveryCodes = async (db: Db, accountId: string): Promise<number> => {
  const row = await db
    .selectFrom("mfa_recovery_codes")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("account_id", "=", accountId)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
};

const insertCodes = async (tx: Db, codes: readonly RecoveryCodeRow[]): Promise<void> => {
  if (codes.length > 0) await tx.insertInto("mfa_recovery_codes").values(codes).execute();
};

const removeCodes = async (tx: Db, accountId: string): Promise<void> => {
  await tx.deleteFrom("mfa_recovery_codes").where("account_id", "=", accountId).execute();
};

const confirm = async (
  tx: Db,
  scope: ChangeScope,
  { id, step, now, codes, limit }: Confirmation,
): Promise<Confirmed> => {
  const { accountId } = scope;
  const before = await confirmedFactors(tx, accountId);
  if (before.length >= limit) return "full";
  const made = await tx
    .updateTable("mfa_factors")
    .set({ confirmed_at: now, last_used_at: now, last_step: step })
    .where("id", "=", id)
    .where("account_id", "=", accountId)
    .where("confirmed_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  if (made === undefined) return "missing";
  const areCodesStored = (await countRecoveryCodes(tx, accountId)) === 0;
  if (areCodesStored) await insertCodes(tx, codes);
  await accountStatements(tx).setMfa(accountId, true);
  await endOthers(tx, scope);
  const isFirst = before.length === 0;
  await scope.also?.(tx, isFirst ? "enabled" : "added");
  return { isFirst, areCodesStored };
};

const remove = async (
  tx: Db,
  scope: ChangeScope,
  id: string,
  mayBeLast: boolean,
): Promise<Removal> => {
  const { accountId } = scope;
  const factors = await confirmedFactors(tx, accountId);
  if (!factors.some((factor) => factor.id === id)) return "missing";
  const isLast = factors.length === 1;
  if (isLast && !mayBeLast) return "last";
  await tx.deleteFrom("mfa_factors").where("id", "=", id).execute();
  if (isLast) {
    await removeCodes(tx, accountId);
    await accountStatements(tx).setMfa(accountId, false);
  }
  await endOthers(tx, scope);
  const change = isLast ? "disabled" : "removed";
  await scope.also?.(tx, change);
  return change;
};

const reset = async (tx: Db, accountId: string): Promise<AccountRow | undefined> => {
  const statements = accountStatements(tx);
  await tx.deleteFrom("mfa_factors").where("account_id", "=", accountId).execute();
  await removeCodes(tx, accountId);
  await dropBindings(tx, accountId);
  await lockStatements(tx, "mfa_lockouts").erase(accountId);
  await statements.setMfa(accountId, false);
  await statements.raiseEpoch(accountId);
  return tx.selectFrom("accounts").selectAll().where("id", "=", accountId).executeTakeFirst();
};

/** Factors that wait for their first code. */
const createPending = (
  store: Store,
): Pick<MfaRepository, "addPending" | "findPending" | "removePending"> => ({
  addPending: (factor) =>
    store.transaction(async (tx: Db) => {
      await tx.insertInto("mfa_factors").values(factor).execute();
      const waiting = await tx
        .selectFrom("mfa_factors")
        .select("id")
        .where("account_id", "=", factor.account_id)
        .where("confirmed_at", "is", null)
        .orderBy("created_at", "desc")
        .orderBy("id", "desc")
        .execute();
      const gone = waiting.slice(MAX_PENDING).map(({ id }) => id);
      if (gone.length > 0) await tx.deleteFrom("mfa_factors").where("id", "in", gone).execute();
    }),
  findPending: (accountId, id, madeAfter) =>
    store
      .read<MfaTables>()
      .selectFrom("mfa_factors")
      .selectAll()
      .where("id", "=", id)
      .where("account_id", "=", accountId)
      .where("confirmed_at", "is", null)
      .where("created_at", ">", madeAfter)
      .executeTakeFirst(),
  removePending: async (madeBefore) => {
    await store
      .write<MfaTables>()
      .deleteFrom("mfa_factors")
      .where("confirmed_at", "is", null)
      .where("created_at", "<=", madeBefore)
      .execute();
  },
});

/** Builds the repository on a store. */
export const createMfaRepository = (store: Store): MfaRepository => {
  const read = () => store.read<MfaTables>();
  const write = () => store.write<MfaTables>();
  const transaction = <R>(work: (tx: Db) => Promise<R>): Promise<R> =>
    store.transaction((tx: Db) => work(tx));
  return {
    ...createPending(store),
    find: (accountId) =>
      read().selectFrom("accounts").selectAll().where("id", "=", accountId).executeTakeFirst(),
    factorsOf: (accountId) => confirmedFactors(read(), accountId),
    countCodes: (accountId) => countRecoveryCodes(read(), accountId),
    countCodesOfOtherKeys: async (keyId) => {
      const rows = await read()
        .selectFrom("mfa_recovery_codes")
        .select((eb) => ["key_id", eb.fn.countAll<number>().as("count")])
        .groupBy("key_id")
        .execute();
      return rows
        .filter((row) => row.key_id !== keyId)
        .reduce((sum, { count }) => sum + Number(count), 0);
    },
    confirm: (scope, confirmation) => transaction((tx) => confirm(tx, scope, confirmation)),
    remove: (scope, id, mayBeLast) => transaction((tx) => remove(tx, scope, id, mayBeLast)),
    replaceCodes: (scope, codes) =>
      transaction(async (tx) => {
        const { accountId } = scope;
        if ((await confirmedFactors(tx, accountId)).length === 0) return false;
        await removeCodes(tx, accountId);
        await insertCodes(tx, codes);
        await endOthers(tx, scope);
        await scope.also?.(tx, "codes");
        return true;
      }),
    reset: (accountId, removeOthers, also) =>
      transaction(async (tx) => {
        await removeOthers(tx);
        const account = await reset(tx, accountId);
        if (account !== undefined) await also(tx, account);
        return account;
      }),
    rowsOf: async <T extends MfaTable>(accountId: string, table: T) => {
      // The column and the rows of one table out of five: more than the query builder's types tell.
      const rows: unknown = await read()
        .selectFrom(table as MfaTable)
        .selectAll()
        .where("account_id", "=", accountId)
        .execute();
      return rows as readonly MfaTables[T][];
    },
    erase: async (accountId, table) => {
      await write().deleteFrom(table).where("account_id", "=", accountId).execute();
    },
  };
};
