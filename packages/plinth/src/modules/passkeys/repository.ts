import { type AccountRow, type AlsoWrite, accountStatements } from "#modules/accounts";
import { credentialStatements } from "#modules/credentials";
import { type PreparedSession, sessionStatements } from "#modules/sessions";
import type { Store } from "#store";
import type { Kysely } from "#vendor/kysely";
import type { PasskeyRow, PasskeyTables } from "./rows.ts";
import type { ReadChallenge } from "./webauthn/challenges.ts";

type Db = Kysely<PasskeyTables>;

/** Whose passkeys change, and which session carries on. */
export interface ChangeScope {
  readonly accountId: string;
  readonly sessionId: string;
  /** Written in the same transaction as the change. */
  readonly also?: AlsoWrite;
}

/** A passkey that is to be stored. */
export interface Addition {
  readonly challenge: ReadChallenge;
  readonly passkey: PasskeyRow;
  /** Passkeys that an account may have. */
  readonly limit: number;
}

/** What became of a passkey that was to be stored. */
export type Added = "replayed" | "full" | "taken" | "added";

/** What became of a passkey that was to be removed. */
export type Removal = "missing" | "last" | "removed";

/** A use of a passkey whose signature is right, and what follows when it counts. */
export interface Use {
  readonly challenge: ReadChallenge;
  readonly passkeyId: string;
  readonly counter: number;
  readonly isBackedUp: boolean;
  readonly now: number;
  /** A session to begin; undefined for one that is there. */
  readonly session: PreparedSession | undefined;
  /** Hash of the session cookie that the request brought, which ends with a sign-in (P-117). */
  readonly replacesCookie: string | undefined;
  /** Written in the same transaction where the counter runs backwards for the first time. */
  readonly onClone?: AlsoWrite;
}

/** What became of a use. */
export type Used =
  | { readonly kind: "replayed" }
  | { readonly kind: "gone" }
  /** The counter ran backwards; `isFirst` since the last good use. */
  | { readonly kind: "cloned"; readonly isFirst: boolean }
  | { readonly kind: "used"; readonly endedSession: string | undefined };

/** Passkeys in the database. */
export interface PasskeyRepository {
  readonly findAccount: (accountId: string) => Promise<AccountRow | undefined>;
  /** Passkeys of an account, oldest first. */
  readonly passkeysOf: (accountId: string) => Promise<readonly PasskeyRow[]>;
  /** A passkey and its account. */
  readonly findByCredential: (
    credentialId: string,
  ) => Promise<{ readonly passkey: PasskeyRow; readonly account: AccountRow } | undefined>;
  /** Stores a passkey and ends all other sessions; spends the challenge. */
  readonly add: (scope: ChangeScope, addition: Addition) => Promise<Added>;
  /**
   * Spends the challenge, moves the counter on and writes the session: one transaction, so that of
   * parallel uses of one answer one wins (P-103).
   */
  readonly use: (use: Use) => Promise<Used>;
  /** The renamed passkey; undefined when the account has no such one. */
  readonly rename: (accountId: string, id: string, name: string) => Promise<PasskeyRow | undefined>;
  /**
   * Removes a passkey and ends all other sessions; the last one only where there is a password and
   * `mayBeLast`.
   */
  readonly remove: (scope: ChangeScope, id: string, mayBeLast: boolean) => Promise<Removal>;
  /** Removes all passkeys of an account, inside the transaction of another module. */
  readonly removeAll: (tx: { readonly isTransaction: boolean }, accountId: string) => Promise<void>;
  /** Forgets used challenges that are too old to be used again. */
  readonly removeExpired: (now: number) => Promise<void>;
  readonly erase: (accountId: string) => Promise<void>;
}

/** Checks and spends in one statement; false when somebody else did. */
const spend = async (tx: Db, { hash, expiresAt }: ReadChallenge): Promise<boolean> => {
  const spent = await tx
    .insertInto("passkey_challenges")
    .values({ challenge_hash: hash, expires_at: expiresAt })
    .onConflict((conflict) => conflict.column("challenge_hash").doNothing())
    .returning("challenge_hash")
    .executeTakeFirst();
  return spent !== undefined;
};

const passkeysOf = (db: Db, accountId: string): Promise<PasskeyRow[]> =>
  db.selectFrom("passkeys").selectAll().where("account_id", "=", accountId).orderBy("id").execute();

/** What every change brings: all sessions but the one that made it end, and the owner hears. */
const endOthers = async (tx: Db, { accountId, sessionId, also }: ChangeScope): Promise<void> => {
  const epoch = await accountStatements(tx).raiseEpoch(accountId);
  await sessionStatements(tx).moveToEpoch(sessionId, epoch);
  await also?.(tx);
};

const add = async (
  tx: Db,
  scope: ChangeScope,
  { challenge, passkey, limit }: Addition,
): Promise<Added> => {
  if (!(await spend(tx, challenge))) return "replayed";
  if ((await passkeysOf(tx, scope.accountId)).length >= limit) return "full";
  const added = await tx
    .insertInto("passkeys")
    .values(passkey)
    .onConflict((conflict) => conflict.column("credential_id").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (added === undefined) return "taken";
  await endOthers(tx, scope);
  return "added";
};

/** A counter that ran backwards speaks for a copy of the passkey (WebAuthn level 3 section 6.1.1). */
const noteClone = async (tx: Db, { passkeyId, now, onClone }: Use): Promise<Used> => {
  const first = await tx
    .updateTable("passkeys")
    .set({ cloned_at: now })
    .where("id", "=", passkeyId)
    .where("cloned_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  if (first !== undefined) await onClone?.(tx);
  return { kind: "cloned", isFirst: first !== undefined };
};

const use = async (tx: Db, given: Use): Promise<Used> => {
  const { challenge, passkeyId, counter, isBackedUp, now, session, replacesCookie } = given;
  if (!(await spend(tx, challenge))) return { kind: "replayed" };
  const passkey = await tx
    .selectFrom("passkeys")
    .select("counter")
    .where("id", "=", passkeyId)
    .executeTakeFirst();
  if (passkey === undefined) return { kind: "gone" };
  const moved = await tx
    .updateTable("passkeys")
    .set({ counter, last_used_at: now, backed_up: isBackedUp ? 1 : 0, cloned_at: null })
    .where("id", "=", passkeyId)
    // Zero is an authenticator that does not count, unless it counted before.
    .where("counter", counter === 0 ? "=" : "<", counter)
    .returning("id")
    .executeTakeFirst();
  if (moved === undefined) return noteClone(tx, given);
  if (session === undefined) return { kind: "used", endedSession: undefined };
  const statements = sessionStatements(tx);
  const endedSession =
    replacesCookie === undefined ? undefined : await statements.removeByCookie(replacesCookie);
  await statements.insertSession(session.row, session.refresh);
  return { kind: "used", endedSession };
};

const remove = async (
  tx: Db,
  scope: ChangeScope,
  id: string,
  mayBeLast: boolean,
): Promise<Removal> => {
  const passkeys = await passkeysOf(tx, scope.accountId);
  if (!passkeys.some((passkey) => passkey.id === id)) return "missing";
  if (passkeys.length === 1) {
    const hasPassword = await credentialStatements(tx).hasPassword(scope.accountId);
    if (!hasPassword || !mayBeLast) return "last";
  }
  await tx.deleteFrom("passkeys").where("id", "=", id).execute();
  await endOthers(tx, scope);
  return "removed";
};

/** Builds the repository on a store. */
export const createPasskeyRepository = (store: Store): PasskeyRepository => {
  const read = () => store.read<PasskeyTables>();
  const write = () => store.write<PasskeyTables>();
  const transaction = <R>(work: (tx: Db) => Promise<R>): Promise<R> =>
    store.transaction((tx: Db) => work(tx));
  const findAccount = (id: string) =>
    read().selectFrom("accounts").selectAll().where("id", "=", id).executeTakeFirst();
  const eraseIn = async (db: Db, accountId: string): Promise<void> => {
    await db.deleteFrom("passkeys").where("account_id", "=", accountId).execute();
  };
  return {
    findAccount,
    passkeysOf: (accountId) => passkeysOf(read(), accountId),
    findByCredential: async (credentialId) => {
      const passkey = await read()
        .selectFrom("passkeys")
        .selectAll()
        .where("credential_id", "=", credentialId)
        .executeTakeFirst();
      const account = passkey && (await findAccount(passkey.account_id));
      return passkey === undefined || account === undefined ? undefined : { passkey, account };
    },
    add: (scope, addition) => transaction((tx) => add(tx, scope, addition)),
    use: (given) => transaction((tx) => use(tx, given)),
    rename: (accountId, id, name) =>
      write()
        .updateTable("passkeys")
        .set({ name })
        .where("id", "=", id)
        .where("account_id", "=", accountId)
        .returningAll()
        .executeTakeFirst(),
    remove: (scope, id, mayBeLast) => transaction((tx) => remove(tx, scope, id, mayBeLast)),
    removeAll: (tx, accountId) => eraseIn(tx as Db, accountId),
    removeExpired: async (now) => {
      await write().deleteFrom("passkey_challenges").where("expires_at", "<=", now).execute();
    },
    erase: (accountId) => eraseIn(write(), accountId),
  };
};
