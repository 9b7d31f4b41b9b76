import type { Store } from "#store";
import { type Kysely, sql } from "#vendor/kysely";

/** A row of accounts; times in milliseconds since the epoch. */
export interface AccountRow {
  readonly id: string;
  /** As `normaliseAddress` gives it. */
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly tier: string;
  /** 1 where a second factor is on. */
  readonly mfa: number;
  /** Sessions carry the epoch of their sign-in; raising it ends them all in one statement. */
  readonly session_epoch: number;
  readonly email_verified_at: number | null;
  readonly disabled_at: number | null;
  readonly created_at: number;
  /** When a session last began; null before the first. */
  readonly last_sign_in_at: number | null;
  /** The tag of the language that mails are written in; null where none was chosen. */
  readonly language: string | null;
}

/** What a one-time token is good for. */
export type TokenPurpose = "verify" | "reset" | "setup" | "invite" | "magic" | "unlock" | "email";

/** A row of one_time_tokens; the token itself is nowhere. */
export interface OneTimeTokenRow {
  readonly token_hash: string;
  readonly account_id: string;
  readonly purpose: TokenPurpose;
  readonly created_at: number;
  readonly expires_at: number;
  /** What the token is about beyond the account: the new address of a change; else null. */
  readonly data: string | null;
}

/** What a consumed token was good for. */
export interface ConsumedToken {
  readonly accountId: string;
  readonly purpose: TokenPurpose;
  readonly data: string | null;
}

/** The tables of this module. */
export interface AccountTables {
  readonly accounts: AccountRow;
  readonly one_time_tokens: OneTimeTokenRow;
}

/** The role of whoever has not confirmed their address yet, whatever they are to become. */
const UNCONFIRMED_ROLE = "user";

/** The role that counts: nothing beyond the usual before the address is confirmed (ID-01). */
export const roleInForce = ({
  role,
  email_verified_at,
}: Pick<AccountRow, "role" | "email_verified_at">): string =>
  email_verified_at === null ? UNCONFIRMED_ROLE : role;

/** The same in a query on accounts, as column `role`. */
export const selectRoleInForce = () =>
  sql<string>`case when accounts.email_verified_at is null then ${sql.lit(UNCONFIRMED_ROLE)} else accounts.role end`.as(
    "role",
  );

/** Outstanding links of one purpose and account; asking again and again does not add more. */
const MAX_OUTSTANDING = 5;

/** Statements that other modules run inside their own transactions. */
export interface AccountStatements {
  /** False when the address is taken; nothing is written then. */
  readonly insertAccount: (account: AccountRow) => Promise<boolean>;
  readonly insertToken: (token: OneTimeTokenRow) => Promise<void>;
  /**
   * Checks and consumes in one statement: of any number of parallel uses one gets the account
   * (P-103).
   */
  readonly consumeToken: (use: {
    readonly tokenHash: string;
    readonly purposes: readonly TokenPurpose[];
    readonly now: number;
  }) => Promise<ConsumedToken | undefined>;
  readonly removeTokens: (accountId: string, purposes: readonly TokenPurpose[]) => Promise<void>;
  readonly markVerified: (accountId: string, now: number) => Promise<void>;
  /** Notes whether a second factor is on. */
  readonly setMfa: (accountId: string, isOn: boolean) => Promise<void>;
  /** Ends all sessions of the account; gives the new epoch. */
  readonly raiseEpoch: (accountId: string) => Promise<number>;
}

/**
 * The statements of accounts on a connection or transaction of any set of tables: Kysely's own type
 * of a wider set does not fit a narrower one.
 */
export const accountStatements = (connection: {
  readonly isTransaction: boolean;
}): AccountStatements => {
  const db = connection as Kysely<AccountTables>;
  return {
    insertAccount: async (account) => {
      const inserted = await db
        .insertInto("accounts")
        .values(account)
        .onConflict((conflict) => conflict.column("email").doNothing())
        .returning("id")
        .executeTakeFirst();
      return inserted !== undefined;
    },
    insertToken: async (token) => {
      await db.insertInto("one_time_tokens").values(token).execute();
      const kept = db
        .selectFrom("one_time_tokens")
        .select("token_hash")
        .where("account_id", "=", token.account_id)
        .where("purpose", "=", token.purpose)
        .orderBy("created_at", "desc")
        .orderBy("token_hash")
        .limit(MAX_OUTSTANDING);
      await db
        .deleteFrom("one_time_tokens")
        .where("account_id", "=", token.account_id)
        .where("purpose", "=", token.purpose)
        .where("token_hash", "not in", kept)
        .execute();
    },
    consumeToken: async ({ tokenHash, purposes, now }) => {
      const row = await db
        .deleteFrom("one_time_tokens")
        .where("token_hash", "=", tokenHash)
        .where("purpose", "in", purposes)
        .where("expires_at", ">", now)
        .returning(["account_id", "purpose", "data"])
        .executeTakeFirst();
      if (row === undefined) return undefined;
      return { accountId: row.account_id, purpose: row.purpose, data: row.data };
    },
    removeTokens: async (accountId, purposes) => {
      await db
        .deleteFrom("one_time_tokens")
        .where("account_id", "=", accountId)
        .where("purpose", "in", purposes)
        .execute();
    },
    markVerified: async (accountId, now) => {
      await db
        .updateTable("accounts")
        .set((eb) => ({
          email_verified_at: now,
          // The role counts from now on, and no session known before gains by it (P-117).
          session_epoch: eb
            .case()
            .when("role", "=", UNCONFIRMED_ROLE)
            .then(eb.ref("session_epoch"))
            .else(eb("session_epoch", "+", 1))
            .end(),
        }))
        .where("id", "=", accountId)
        .where("email_verified_at", "is", null)
        .execute();
    },
    setMfa: async (accountId, isOn) => {
      await db
        .updateTable("accounts")
        .set({ mfa: isOn ? 1 : 0 })
        .where("id", "=", accountId)
        .execute();
    },
    raiseEpoch: async (accountId) => {
      const row = await db
        .updateTable("accounts")
        .set((eb) => ({ session_epoch: eb("session_epoch", "+", 1) }))
        .where("id", "=", accountId)
        .returning("session_epoch")
        .executeTakeFirst();
      return row?.session_epoch ?? 0;
    },
  };
};

/** What is written in the transaction of a change, such as the mail about it; it may run again. */
export type AlsoWrite<Outcome = void> = (
  tx: { readonly isTransaction: boolean },
  outcome: Outcome,
) => Promise<unknown>;

/** What an administrator may change of an account. */
export type AccountChange = Partial<
  Pick<AccountRow, "role" | "tier" | "name" | "language" | "disabled_at">
>;

/** A change of address that was made. */
export interface ChangedEmail {
  readonly before: AccountRow;
  readonly email: string;
}

/** Accounts in the database. */
export interface AccountRepository {
  readonly find: (id: string) => Promise<AccountRow | undefined>;
  readonly findByEmail: (email: string) => Promise<AccountRow | undefined>;
  /** Changes one account; `endSessions` raises its epoch in the same statement. */
  readonly change: (
    id: string,
    change: AccountChange,
    endSessions: boolean,
  ) => Promise<AccountRow | undefined>;
  readonly saveToken: (token: OneTimeTokenRow, also?: AlsoWrite) => Promise<void>;
  /** Consumes a verification token and confirms the address; the account id, or undefined. */
  readonly verify: (tokenHash: string, now: number) => Promise<string | undefined>;
  /**
   * Consumes a token for a new address, sets it and ends all sessions: the account as it was before,
   * or why not. `taken` spends the token all the same.
   */
  readonly changeEmail: (
    tokenHash: string,
    now: number,
    also: AlsoWrite<ChangedEmail>,
  ) => Promise<ChangedEmail | "invalid" | "taken">;
  readonly removeExpiredTokens: (now: number) => Promise<void>;
  readonly tokensOf: (accountId: string) => Promise<readonly OneTimeTokenRow[]>;
  readonly eraseTokens: (accountId: string) => Promise<void>;
  readonly erase: (accountId: string) => Promise<void>;
}

const changeEmail = async (
  tx: Kysely<AccountTables>,
  tokenHash: string,
  now: number,
  also: AlsoWrite<ChangedEmail>,
): ReturnType<AccountRepository["changeEmail"]> => {
  const statements = accountStatements(tx);
  const used = await statements.consumeToken({ tokenHash, purposes: ["email"], now });
  if (used === undefined || used.data === null) return "invalid";
  const { accountId, data: email } = used;
  const accounts = await tx
    .selectFrom("accounts")
    .selectAll()
    .where((eb) => eb.or([eb("id", "=", accountId), eb("email", "=", email)]))
    .execute();
  const before = accounts.find(({ id }) => id === accountId);
  if (before === undefined || before.disabled_at !== null) return "invalid";
  if (accounts.some(({ id }) => id !== accountId)) return "taken";
  await tx
    .updateTable("accounts")
    .set({ email, email_verified_at: now })
    .where("id", "=", accountId)
    .execute();
  await statements.raiseEpoch(accountId);
  // Links that went to the old address open nothing any more.
  await tx.deleteFrom("one_time_tokens").where("account_id", "=", accountId).execute();
  await also(tx, { before, email });
  return { before, email };
};

/** Builds the repository on a store. */
export const createAccountRepository = (store: Store): AccountRepository => {
  const read = () => store.read<AccountTables>();
  const write = () => store.write<AccountTables>();
  const account = (column: "id" | "email", value: string) =>
    read().selectFrom("accounts").selectAll().where(column, "=", value).executeTakeFirst();
  return {
    find: (id) => account("id", id),
    findByEmail: (email) => account("email", email),
    change: (id, change, endSessions) =>
      write()
        .updateTable("accounts")
        .set((eb) => ({
          ...change,
          session_epoch: endSessions ? eb("session_epoch", "+", 1) : eb.ref("session_epoch"),
        }))
        .where("id", "=", id)
        .returningAll()
        .executeTakeFirst(),
    saveToken: (token, also) =>
      store.transaction<AccountTables, void>(async (tx) => {
        await accountStatements(tx).insertToken(token);
        await also?.(tx);
      }),
    verify: (tokenHash, now) =>
      store.transaction<AccountTables, string | undefined>(async (tx) => {
        const statements = accountStatements(tx);
        const used = await statements.consumeToken({ tokenHash, purposes: ["verify"], now });
        if (used !== undefined) await statements.markVerified(used.accountId, now);
        return used?.accountId;
      }),
    changeEmail: (tokenHash, now, also) =>
      store.transaction((tx: Kysely<AccountTables>) => changeEmail(tx, tokenHash, now, also)),
    removeExpiredTokens: async (now) => {
      await write().deleteFrom("one_time_tokens").where("expires_at", "<=", now).execute();
    },
    tokensOf: (accountId) =>
      read()
        .selectFrom("one_time_tokens")
        .selectAll()
        .where("account_id", "=", accountId)
        .execute(),
    eraseTokens: async (accountId) => {
      await write().deleteFrom("one_time_tokens").where("account_id", "=", accountId).execute();
    },
    erase: async (accountId) => {
      await write().deleteFrom("accounts").where("id", "=", accountId).execute();
    },
  };
};
