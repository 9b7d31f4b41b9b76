import { type AccountTables, selectRoleInForce } from "#modules/accounts";
import type { Store } from "#store";
import type { Kysely } from "#vendor/kysely";

/** A row of sessions; times in milliseconds since the epoch. */
export interface SessionRow {
  readonly id: string;
  readonly account_id: string;
  /** SHA-256 of the cookie's token. */
  readonly cookie_hash: string;
  /** The account's epoch at sign-in; the session is over when the account's is another. */
  readonly epoch: number;
  readonly agent: string;
  readonly address: string;
  readonly created_at: number;
  readonly last_seen_at: number;
  /** The absolute end. */
  readonly expires_at: number;
  /** Kinds of factors proven: 1 or 2. */
  readonly assurance: number;
  /** When the latest factor was proven. */
  readonly authenticated_at: number;
  /** What was proven, such as "password totp", in the order of proof. */
  readonly factors: string;
}

/** A row of refresh_tokens. */
export interface RefreshTokenRow {
  readonly token_hash: string;
  readonly session_id: string;
  readonly account_id: string;
  readonly created_at: number;
  /** When it was exchanged; null for the newest of its family. */
  readonly rotated_at: number | null;
}

/** The tables this module reads and writes. */
export interface SessionTables extends AccountTables {
  readonly sessions: SessionRow;
  readonly refresh_tokens: RefreshTokenRow;
}

/** A session and what its account is now: all that a check needs, in one read (SES-11). */
export interface LiveSession extends SessionRow {
  readonly role: string;
  readonly tier: string;
}

/** Statements that other modules run inside their own transactions. */
export interface SessionStatements {
  readonly insertSession: (session: SessionRow, refresh: RefreshTokenRow) => Promise<void>;
  /** Ends the session of a cookie; its id when there was one. */
  readonly removeByCookie: (cookieHash: string) => Promise<string | undefined>;
  /** Lets one session live on in a new epoch of its account. */
  readonly moveToEpoch: (sessionId: string, epoch: number) => Promise<void>;
}

/** The statements of sessions on a connection or transaction of any set of tables. */
export const sessionStatements = (connection: {
  readonly isTransaction: boolean;
}): SessionStatements => {
  const db = connection as Kysely<SessionTables>;
  return {
    insertSession: async (session, refresh) => {
      await db.insertInto("sessions").values(session).execute();
      await db.insertInto("refresh_tokens").values(refresh).execute();
      await db
        .updateTable("accounts")
        .set({ last_sign_in_at: session.created_at })
        .where("id", "=", session.account_id)
        .execute();
    },
    removeByCookie: async (cookieHash) => {
      const row = await db
        .deleteFrom("sessions")
        .where("cookie_hash", "=", cookieHash)
        .returning("id")
        .executeTakeFirst();
      return row?.id;
    },
    moveToEpoch: async (sessionId, epoch) => {
      await db.updateTable("sessions").set({ epoch }).where("id", "=", sessionId).execute();
    },
  };
};

/**
 * Moves what hangs on a session to the one that takes its place, in the transaction in which that
 * happens: what still hangs on the old one goes with it.
 */
export type SessionFollower = (
  tx: { readonly isTransaction: boolean },
  before: string,
  next: string,
) => Promise<void>;

/** A refresh token with its session, as it is inside a rotation. */
export interface RefreshState {
  readonly rotatedAt: number | null;
  readonly session: LiveSession;
}

/** What a rotation may do, inside one transaction. */
export interface RotationStatements {
  /**
   * The token, if it was made after `madeAfter` and its session is still one: not past its end, of
   * the account's epoch, enabled.
   */
  readonly load: (
    tokenHash: string,
    now: number,
    madeAfter: number,
  ) => Promise<RefreshState | undefined>;
  readonly rotate: (tokenHash: string, next: RefreshTokenRow, now: number) => Promise<void>;
  readonly touch: (sessionId: string, now: number) => Promise<void>;
  /** Puts the family under a new session and removes the old one. */
  readonly replaceSession: (before: string, session: SessionRow) => Promise<void>;
  readonly endSession: (sessionId: string) => Promise<void>;
}

/** What a newer or better proof changes of a session. */
export type SessionChange = Pick<
  SessionRow,
  "id" | "cookie_hash" | "assurance" | "authenticated_at" | "factors"
>;

/** Sessions in the database. */
export interface SessionRepository {
  readonly engine: Store["engine"];
  readonly findByCookie: (cookieHash: string) => Promise<LiveSession | undefined>;
  readonly findById: (sessionId: string) => Promise<LiveSession | undefined>;
  readonly listOf: (accountId: string, now: number) => Promise<readonly SessionRow[]>;
  readonly touch: (sessionId: string, lastSeenAt: number) => Promise<void>;
  /** Ends one session of the account; false when it has no such session. */
  readonly end: (accountId: string, sessionId: string) => Promise<boolean>;
  /** Ends all but one, or all; the ids of those that ended. */
  readonly endOthers: (accountId: string, keptId: string | undefined) => Promise<readonly string[]>;
  /**
   * Puts a proven session in the place of one of the account's: its refresh tokens carry on, its id
   * and cookie are over (P-117). The session as it stands now, or undefined when it had ended.
   */
  readonly raise: (
    accountId: string,
    sessionId: string,
    change: (before: SessionRow) => SessionChange,
    now: number,
  ) => Promise<LiveSession | undefined>;
  /** Ends every session of every account; how many there were. */
  readonly endAll: () => Promise<number>;
  readonly rotation: <R>(work: (statements: RotationStatements) => Promise<R>) => Promise<R>;
  readonly removeExpired: (now: number) => Promise<void>;
  /** Sessions that have not ended and were used after `seenAfter`. */
  readonly countActive: (seenAfter: number, now: number) => Promise<number>;
  /** Keeps the newest `kept` sessions of an account; the ids of those that ended. */
  readonly trim: (accountId: string, kept: number) => Promise<readonly string[]>;
  readonly refreshTokensOf: (accountId: string) => Promise<readonly RefreshTokenRow[]>;
  readonly eraseRefreshTokens: (accountId: string) => Promise<void>;
  readonly erase: (accountId: string) => Promise<void>;
  readonly allOf: (accountId: string) => Promise<readonly SessionRow[]>;
}

/** Sessions with their account as it is now; the dead ones (other epoch, disabled) left out. */
const liveSessions = (db: Kysely<SessionTables>) =>
  db
    .selectFrom("sessions")
    .innerJoin("accounts", "accounts.id", "sessions.account_id")
    .whereRef("accounts.session_epoch", "=", "sessions.epoch")
    .where("accounts.disabled_at", "is", null)
    .selectAll("sessions")
    .select(["accounts.tier", selectRoleInForce()]);

const rotationStatements = (
  tx: Kysely<SessionTables>,
  followers: readonly SessionFollower[],
): RotationStatements => ({
  load: async (tokenHash, now, madeAfter) => {
    const row = await liveSessions(tx)
      .innerJoin("refresh_tokens", "refresh_tokens.session_id", "sessions.id")
      .where("refresh_tokens.token_hash", "=", tokenHash)
      .where("refresh_tokens.created_at", ">", madeAfter)
      .where("sessions.expires_at", ">", now)
      .select("refresh_tokens.rotated_at")
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const { rotated_at, ...session } = row;
    return { rotatedAt: rotated_at, session };
  },
  rotate: async (tokenHash, next, now) => {
    await tx
      .updateTable("refresh_tokens")
      .set({ rotated_at: now })
      .where("token_hash", "=", tokenHash)
      .execute();
    await tx.insertInto("refresh_tokens").values(next).execute();
  },
  touch: async (sessionId, now) => {
    await tx
      .updateTable("sessions")
      .set({ last_seen_at: now })
      .where("id", "=", sessionId)
      .execute();
  },
  replaceSession: async (before, session) => {
    await tx.insertInto("sessions").values(session).execute();
    await tx
      .updateTable("refresh_tokens")
      .set({ session_id: session.id })
      .where("session_id", "=", before)
      .execute();
    for (const follow of followers) await follow(tx, before, session.id);
    await tx.deleteFrom("sessions").where("id", "=", before).execute();
  },
  endSession: async (sessionId) => {
    await tx.deleteFrom("sessions").where("id", "=", sessionId).execute();
  },
});

/** The session that takes the place of another; undefined when that one is over. */
const raiseSession = async (
  tx: Kysely<SessionTables>,
  of: {
    readonly accountId: string;
    readonly sessionId: string;
    readonly now: number;
    readonly followers: readonly SessionFollower[];
  },
  change: (before: SessionRow) => SessionChange,
): Promise<LiveSession | undefined> => {
  const live = await liveSessions(tx)
    .where("sessions.id", "=", of.sessionId)
    .where("sessions.account_id", "=", of.accountId)
    .where("sessions.expires_at", ">", of.now)
    .executeTakeFirst();
  if (live === undefined) return undefined;
  const { role, tier, ...row } = live;
  const next: SessionRow = { ...row, ...change(row), last_seen_at: of.now };
  await rotationStatements(tx, of.followers).replaceSession(of.sessionId, next);
  return { ...next, role, tier };
};

const countActive = async (
  db: Kysely<SessionTables>,
  seenAfter: number,
  now: number,
): Promise<number> => {
  const { count } = await db
    .selectFrom("sessions")
    .where("expires_at", ">", now)
    .where("last_seen_at", ">", seenAfter)
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
};

/** Builds the repository on a store; whoever follows sessions may be added later. */
export const createSessionRepository = (
  store: Store,
  followers: readonly SessionFollower[] = [],
): SessionRepository => {
  const read = () => store.read<SessionTables>();
  const write = () => store.write<SessionTables>();
  const byCookie = store.prepare<SessionTables, { hash: string }, LiveSession>((db, value) =>
    liveSessions(db).where("sessions.cookie_hash", "=", value("hash")),
  );
  const byId = store.prepare<SessionTables, { id: string }, LiveSession>((db, value) =>
    liveSessions(db).where("sessions.id", "=", value("id")),
  );
  const removed = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);
  return {
    engine: store.engine,
    findByCookie: (hash) => byCookie.first({ hash }),
    findById: (id) => byId.first({ id }),
    listOf: (accountId, now) =>
      liveSessions(read())
        .where("sessions.account_id", "=", accountId)
        .where("sessions.expires_at", ">", now)
        .orderBy("sessions.last_seen_at", "desc")
        .limit(100)
        .execute(),
    touch: async (sessionId, lastSeenAt) => {
      await write()
        .updateTable("sessions")
        .set({ last_seen_at: lastSeenAt })
        .where("id", "=", sessionId)
        .where("last_seen_at", "<", lastSeenAt)
        .execute();
    },
    end: async (accountId, sessionId) => {
      const ended = await write()
        .deleteFrom("sessions")
        .where("id", "=", sessionId)
        .where("account_id", "=", accountId)
        .returning("id")
        .executeTakeFirst();
      return ended !== undefined;
    },
    endOthers: async (accountId, keptId) =>
      removed(
        await write()
          .deleteFrom("sessions")
          .where("account_id", "=", accountId)
          .$if(keptId !== undefined, (query) => query.where("id", "!=", keptId ?? ""))
          .returning("id")
          .execute(),
      ),
    raise: (accountId, sessionId, change, now) =>
      store.transaction((tx: Kysely<SessionTables>) =>
        raiseSession(tx, { accountId, sessionId, now, followers }, change),
      ),
    endAll: async () => {
      const { numDeletedRows } = await write().deleteFrom("sessions").executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
    rotation: (work) =>
      store.transaction((tx: Kysely<SessionTables>) => work(rotationStatements(tx, followers))),
    countActive: (seenAfter, now) => countActive(read(), seenAfter, now),
    removeExpired: async (now) => {
      await write().deleteFrom("sessions").where("expires_at", "<=", now).execute();
    },
    trim: async (accountId, kept) => {
      const newest = read()
        .selectFrom("sessions")
        .select("id")
        .where("account_id", "=", accountId)
        .orderBy("created_at", "desc")
        .orderBy("id", "desc")
        .limit(kept);
      return removed(
        await write()
          .deleteFrom("sessions")
          .where("account_id", "=", accountId)
          .where("id", "not in", newest)
          .returning("id")
          .execute(),
      );
    },
    refreshTokensOf: (accountId) =>
      read().selectFrom("refresh_tokens").selectAll().where("account_id", "=", accountId).execute(),
    eraseRefreshTokens: async (accountId) => {
      await write().deleteFrom("refresh_tokens").where("account_id", "=", accountId).execute();
    },
    erase: async (accountId) => {
      await write().deleteFrom("sessions").where("account_id", "=", accountId).execute();
    },
    allOf: (accountId) =>
      read().selectFrom("sessions").selectAll().where("account_id", "=", accountId).execute(),
  };
};
