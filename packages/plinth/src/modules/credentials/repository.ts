import {
  type AccountRow,
  type AccountTables,
  type AlsoWrite,
  accountStatements,
  type OneTimeTokenRow,
  type TokenPurpose,
} from "#modules/accounts";
import { type PreparedSession, type SessionTables, sessionStatements } from "#modules/sessions";
import {
  afterFailure,
  isLocked,
  type LockRow,
  type LockRule,
  type LockState,
  lockStatements,
  NO_FAILURES,
} from "#services/lockout";
import type { Store } from "#store";
import { type Kysely, sql } from "#vendor/kysely";

/** A row of passwords; times in milliseconds since the epoch. */
export interface PasswordRow {
  readonly account_id: string;
  readonly scheme: string;
  readonly hash: string;
  readonly changed_at: number;
}

/** The tables this module reads and writes. */
export interface CredentialTables extends AccountTables, SessionTables {
  readonly passwords: PasswordRow;
  readonly lockouts: LockRow;
}

/** Whose failures are counted. */
export interface LockSubject {
  readonly subject: string;
  readonly accountId: string | null;
}

/** An account with its password, if it has one. */
export interface AccountWithPassword {
  readonly account: AccountRow;
  readonly password: PasswordRow | undefined;
}

/** An account as administrators see it (ID-13). */
export interface UserRecord extends AccountRow {
  readonly failed_attempts: number;
  readonly locked_until: number | null;
  readonly last_failed_at: number | null;
  readonly password_changed_at: number | null;
}

/** Which accounts to list, ordered by id. */
export interface UserQuery {
  readonly limit?: number;
  readonly afterId?: string;
  readonly id?: string;
  readonly role?: string;
  /** Part of an address or a name, in any case. */
  readonly search?: string;
}

type Db = Kysely<CredentialTables>;

/** Failures with passwords: subjects are an account, "account/device", or a stand-in for nobody. */
const locksIn = (db: Db) => lockStatements(db, "lockouts");

const savePassword = async (db: Db, row: PasswordRow): Promise<void> => {
  const { scheme, hash, changed_at } = row;
  await db
    .insertInto("passwords")
    .values(row)
    .onConflict((conflict) =>
      conflict.column("account_id").doUpdateSet({ scheme, hash, changed_at }),
    )
    .execute();
};

/** Ends what counts against the account itself: failures, and a lock if there is one. */
const unlockAccount = async (db: Db, accountId: string): Promise<void> => {
  await locksIn(db).clear(accountId);
};

/** What a successful sign-in writes. */
export interface Admission {
  readonly subject: LockSubject;
  readonly session: PreparedSession;
  /** Hash of the session cookie that the request brought, which ends with the sign-in (P-117). */
  readonly replacesCookie: string | undefined;
  readonly now: number;
}

/** Resets the count of a right password; false when it is locked by now. */
const passLock = async (db: Db, of: LockSubject, now: number): Promise<boolean> => {
  const locks = locksIn(db);
  // Parallel guesses may have locked it since the password was looked at.
  if (isLocked(await locks.load(of.subject), now)) return false;
  await locks.clear(of.subject);
  // A success on a known device forgives the account's failures, but not a lock in force.
  if (of.accountId !== null) await locks.forgive(of.accountId, now);
  return true;
};

const admit = async (db: Db, admission: Admission): Promise<AdmissionResult> => {
  const { subject, session, replacesCookie, now } = admission;
  if (!(await passLock(db, subject, now))) return { isAdmitted: false };
  const statements = sessionStatements(db);
  const ended =
    replacesCookie === undefined ? undefined : await statements.removeByCookie(replacesCookie);
  await statements.insertSession(session.row, session.refresh);
  return { isAdmitted: true, endedSession: ended };
};

/** Whether a sign-in went through, and which session it ended. */
export type AdmissionResult =
  | { readonly isAdmitted: false }
  | { readonly isAdmitted: true; readonly endedSession: string | undefined };

/** What a failure did to the count. */
export interface FailureCount {
  readonly before: LockState;
  readonly after: LockState;
}

/** Passwords and failures in the database; `also` is written in the same transaction. */
export interface CredentialRepository {
  readonly findByEmail: (email: string) => Promise<AccountWithPassword | undefined>;
  readonly findById: (accountId: string) => Promise<AccountWithPassword | undefined>;
  readonly lockOf: (subject: string) => Promise<LockState>;
  /** Counts one failure; the states before and after. */
  readonly recordFailure: (
    of: LockSubject,
    now: number,
    rule: LockRule,
    also?: AlsoWrite<FailureCount>,
  ) => Promise<FailureCount>;
  /** Lets a right password in, unless it is locked by now. */
  readonly admit: (admission: Admission) => Promise<AdmissionResult>;
  /**
   * Resets the count of failures after a right password, by itself or inside the transaction of a
   * sign-in that a second factor completes; false when it is locked by now.
   */
  readonly passLock: (
    of: LockSubject,
    now: number,
    tx?: { readonly isTransaction: boolean },
  ) => Promise<boolean>;
  /**
   * A new account with its password and verification token. False, and `stand-in` written instead,
   * when the address is taken: both ways are one durable transaction (ID-01). `also` hears which.
   */
  readonly create: (rows: {
    readonly account: AccountRow;
    readonly password: Omit<PasswordRow, "account_id"> | undefined;
    readonly token: OneTimeTokenRow | undefined;
    readonly standIn: LockSubject;
    readonly also?: AlsoWrite<{ readonly isNew: boolean }>;
  }) => Promise<boolean>;
  /** Sets a new password if the old is still the one that was checked; ends all other sessions. */
  readonly change: (change: {
    readonly password: PasswordRow;
    readonly oldHash: string;
    readonly keptSession: string;
    readonly also: AlsoWrite;
  }) => Promise<boolean>;
  /** Writes a better hash of the same password. */
  readonly upgrade: (password: PasswordRow, oldHash: string) => Promise<void>;
  /** The account that a valid token is for, without consuming it. */
  readonly peek: (
    tokenHash: string,
    purposes: readonly TokenPurpose[],
    now: number,
  ) => Promise<AccountRow | undefined>;
  /** Consumes a token, sets the password, ends all sessions, unlocks; false when it was used. */
  readonly reset: (reset: {
    readonly tokenHash: string;
    readonly password: Omit<PasswordRow, "account_id">;
    readonly now: number;
    readonly also: AlsoWrite;
  }) => Promise<boolean>;
  /** Consumes an unlock token and lifts every lock of its account; undefined when it was none. */
  readonly unlock: (tokenHash: string, now: number) => Promise<string | undefined>;
  readonly listUsers: (query: UserQuery) => Promise<readonly UserRecord[]>;
  /** The first account of a role, by age, and whether it has a password. */
  readonly firstOfRole: (role: string) => Promise<AccountWithPassword | undefined>;
  readonly locksOf: (accountId: string) => Promise<readonly LockRow[]>;
  readonly eraseLocks: (accountId: string) => Promise<void>;
  readonly erasePassword: (accountId: string) => Promise<void>;
}

/** Accounts of one page, at most. */
const MAX_PAGE = 100;

/** Links that set a password. */
export const RESETS: readonly TokenPurpose[] = ["reset", "setup", "invite"];

const accountsWithPassword = (db: Db) =>
  db
    .selectFrom("accounts")
    .leftJoin("passwords", "passwords.account_id", "accounts.id")
    .selectAll("accounts")
    .select(["passwords.scheme", "passwords.hash", "passwords.changed_at"]);

const split = (
  row:
    | (AccountRow & { scheme: string | null; hash: string | null; changed_at: number | null })
    | undefined,
): AccountWithPassword | undefined => {
  if (row === undefined) return undefined;
  const { scheme, hash, changed_at, ...account } = row;
  const hasPassword = scheme !== null && hash !== null && changed_at !== null;
  const password = hasPassword ? { account_id: account.id, scheme, hash, changed_at } : undefined;
  return { account, password };
};

type JoinedRow = NonNullable<Parameters<typeof split>[0]>;

/** Failures of all devices add up; only the lock of the account itself is its lock. */
const userRecord = (joined: JoinedRow, locks: readonly LockRow[]): UserRecord => {
  const { scheme: _scheme, hash: _hash, changed_at, ...account } = joined;
  const own = locks.filter(({ account_id }) => account_id === account.id);
  const latest = Math.max(0, ...own.map(({ last_failed_at }) => last_failed_at));
  const lockedUntil = own.find(({ subject }) => subject === account.id)?.locked_until ?? 0;
  return {
    ...account,
    failed_attempts: own.reduce((sum, { failed_attempts }) => sum + failed_attempts, 0),
    locked_until: lockedUntil === 0 ? null : lockedUntil,
    last_failed_at: latest === 0 ? null : latest,
    password_changed_at: changed_at,
  };
};

/** What only looks. */
const createReads = (
  store: Store,
): Pick<
  CredentialRepository,
  "findByEmail" | "findById" | "lockOf" | "peek" | "listUsers" | "firstOfRole" | "locksOf"
> => {
  const read = () => store.read<CredentialTables>();
  return {
    findByEmail: async (email) =>
      split(await accountsWithPassword(read()).where("email", "=", email).executeTakeFirst()),
    findById: async (id) =>
      split(await accountsWithPassword(read()).where("id", "=", id).executeTakeFirst()),
    lockOf: (subject) => locksIn(read()).load(subject),
    peek: (tokenHash, purposes, now) =>
      read()
        .selectFrom("one_time_tokens")
        .innerJoin("accounts", "accounts.id", "one_time_tokens.account_id")
        .where("one_time_tokens.token_hash", "=", tokenHash)
        .where("one_time_tokens.purpose", "in", purposes)
        .where("one_time_tokens.expires_at", ">", now)
        .where("accounts.disabled_at", "is", null)
        .selectAll("accounts")
        .executeTakeFirst(),
    listUsers: async ({ limit = MAX_PAGE, afterId, id, role, search }) => {
      const pattern = `%${(search ?? "").toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
      const rows = await accountsWithPassword(read())
        .$if(afterId !== undefined, (query) => query.where("id", ">", afterId ?? ""))
        .$if(id !== undefined, (query) => query.where("id", "=", id ?? ""))
        .$if(role !== undefined, (query) => query.where("role", "=", role ?? ""))
        .$if(search !== undefined, (query) =>
          query.where(
            sql<boolean>`(email like ${pattern} escape '\\' or lower(name) like ${pattern} escape '\\')`,
          ),
        )
        .orderBy("id")
        .limit(Math.min(limit, MAX_PAGE))
        .execute();
      const ids = rows.map(({ id }) => id);
      const locks = await read()
        .selectFrom("lockouts")
        .selectAll()
        .where("account_id", "in", ids.length === 0 ? [""] : ids)
        .execute();
      return rows.map((row) => userRecord(row, locks));
    },
    firstOfRole: async (role) =>
      split(
        await accountsWithPassword(read())
          .where("role", "=", role)
          .where("disabled_at", "is", null)
          // One with a password comes first: then nothing is left to set up.
          .orderBy((eb) => eb.case().when("passwords.hash", "is", null).then(1).else(0).end())
          .orderBy("accounts.id")
          .executeTakeFirst(),
      ),
    locksOf: (accountId) => locksIn(read()).listOf(accountId),
  };
};

/** What changes several tables at once or not at all. */
const createTransactions = (
  store: Store,
): Pick<
  CredentialRepository,
  "recordFailure" | "admit" | "passLock" | "create" | "change" | "reset" | "unlock"
> => {
  const transaction = <R>(work: (tx: Db) => Promise<R>): Promise<R> =>
    store.transaction((tx: Db) => work(tx));
  return {
    passLock: (of, now, tx) =>
      tx === undefined ? transaction((own) => passLock(own, of, now)) : passLock(tx as Db, of, now),
    recordFailure: (of, now, rule, also) =>
      transaction(async (tx) => {
        const locks = locksIn(tx);
        const before = await locks.load(of.subject);
        const after = afterFailure(before, now, rule);
        await locks.save(of, after);
        await also?.(tx, { before, after });
        return { before, after };
      }),
    admit: (admission) => transaction((tx) => admit(tx, admission)),
    create: ({ account, password, token, standIn, also }) =>
      transaction(async (tx) => {
        const statements = accountStatements(tx);
        if (!(await statements.insertAccount(account))) {
          await locksIn(tx).save(standIn, { ...NO_FAILURES, lastFailedAt: account.created_at });
          await also?.(tx, { isNew: false });
          return false;
        }
        if (password !== undefined) {
          await savePassword(tx, { account_id: account.id, ...password });
        }
        if (token !== undefined) await statements.insertToken(token);
        await also?.(tx, { isNew: true });
        return true;
      }),
    change: ({ password, oldHash, keptSession, also }) =>
      transaction(async (tx) => {
        const { account_id: accountId, scheme, hash, changed_at } = password;
        const changed = await tx
          .updateTable("passwords")
          .set({ scheme, hash, changed_at })
          .where("account_id", "=", accountId)
          .where("hash", "=", oldHash)
          .returning("account_id")
          .executeTakeFirst();
        if (changed === undefined) return false;
        const statements = accountStatements(tx);
        const epoch = await statements.raiseEpoch(accountId);
        await sessionStatements(tx).moveToEpoch(keptSession, epoch);
        await statements.removeTokens(accountId, RESETS);
        await also(tx);
        return true;
      }),
    unlock: (tokenHash, now) =>
      transaction(async (tx) => {
        const statements = accountStatements(tx);
        const used = await statements.consumeToken({ tokenHash, purposes: ["unlock"], now });
        if (used === undefined) return undefined;
        await locksIn(tx).erase(used.accountId);
        await statements.removeTokens(used.accountId, ["unlock"]);
        return used.accountId;
      }),
    reset: ({ tokenHash, password, now, also }) =>
      transaction(async (tx) => {
        const statements = accountStatements(tx);
        const used = await statements.consumeToken({ tokenHash, purposes: RESETS, now });
        if (used === undefined) return false;
        const { accountId, purpose } = used;
        await savePassword(tx, { account_id: accountId, ...password });
        await statements.raiseEpoch(accountId);
        await statements.removeTokens(accountId, RESETS);
        await unlockAccount(tx, accountId);
        // Whoever read the mail owns the address; a set-up link came another way.
        if (purpose !== "setup") await statements.markVerified(accountId, now);
        await also(tx);
        return true;
      }),
  };
};

/** Builds the repository on a store. */
export const createCredentialRepository = (store: Store): CredentialRepository => {
  const write = () => store.write<CredentialTables>();
  return {
    ...createReads(store),
    ...createTransactions(store),
    upgrade: async ({ account_id, scheme, hash }, oldHash) => {
      await write()
        .updateTable("passwords")
        .set({ scheme, hash })
        .where("account_id", "=", account_id)
        .where("hash", "=", oldHash)
        .execute();
    },
    eraseLocks: (accountId) => locksIn(write()).erase(accountId),
    erasePassword: async (accountId) => {
      await write().deleteFrom("passwords").where("account_id", "=", accountId).execute();
    },
  };
};
