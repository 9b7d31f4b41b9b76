import type { Clock } from "#core";
import { hashToken, type Jwt } from "#crypto";
import type { Background } from "#services/background";
import type { LiveSession, SessionRepository } from "./repository.ts";

/** Entries kept; the oldest goes first. One is some hundred bytes. */
const MAX_ENTRIES = 10_000;
/** How often the last use of a session is written, at most (SES-03). */
const WRITE_EVERY_MS = 60_000;
/** Where other nodes write to the same database, what is kept is asked again after this long. */
const RECHECK_MS = 1_000;
/** Reads of one credential while others end all around it. */
const MAX_READS = 4;
/** 256 bits as base64url: anything else is no token of ours and costs no read. */
const COOKIE_SHAPE = /^[A-Za-z0-9_-]{43}$/;

/** Who calls, as the http room wants it; structural, because only routes know that room. */
export interface Caller {
  readonly userId: string;
  readonly role: string;
  readonly permissions: readonly string[];
  readonly tier: string;
  readonly sessionId: string;
  readonly method: "cookie" | "bearer";
}

/** What a request carries. */
export interface CallerCredentials {
  readonly cookie: string | undefined;
  readonly bearer: string | undefined;
}

/** A session as this process knows it. Shared by all entries of the session, so one flag ends it. */
interface SessionRecord {
  readonly id: string;
  readonly accountId: string;
  readonly cookie: Caller;
  readonly bearer: Caller;
  readonly expiresAt: number;
  lastSeenAt: number;
  writtenAt: number;
  checkedAt: number;
  /** False once ended or outdated: the next use asks the database. */
  isCurrent: boolean;
}

interface Entry {
  readonly record: SessionRecord;
  readonly isBearer: boolean;
  /** Milliseconds since the epoch. */
  readonly validUntil: number;
}

/** Judges credentials. Knows by heart what it has seen; hears at once of what ended. */
export interface SessionAuthenticator {
  /** Synchronous for known credentials; at most one indexed read for others (SES-11). */
  readonly authenticate: (
    credentials: CallerCredentials,
  ) => Caller | undefined | Promise<Caller | undefined>;
  /** Call after the session is gone from the database. */
  readonly forgetSession: (sessionId: string) => void;
  /** Call after anything of the account changed in the database. */
  readonly forgetAccount: (accountId: string) => void;
  /** Call when the database was told of a use. */
  readonly noteUse: (sessionId: string, at: number) => void;
  /** Last use of a session as this process knows it; undefined when it knows nothing newer. */
  readonly lastSeen: (sessionId: string) => number | undefined;
  /** Writes the last uses that wait for their minute. */
  readonly flush: () => Promise<void>;
  /** How many credentials are known by heart, for a gauge. */
  readonly size: () => number;
}

/** What the authenticator is built from. */
export interface AuthenticatorParts {
  readonly repository: Pick<
    SessionRepository,
    "engine" | "findByCookie" | "findById" | "touch"
  >;
  readonly jwt: Pick<Jwt, "verify">;
  readonly clock: Clock;
  readonly background: Background;
  readonly permissionsOf: (role: string) => readonly string[];
  /** Milliseconds without activity that end a session. */
  readonly idleMs: number;
  readonly maxEntries?: number;
}

/** Adds to a map of bounded size; the oldest entry makes room and is handed back. */
const addBounded = <K, V>(map: Map<K, V>, key: K, value: V, limit: number): V | undefined => {
  let removed: V | undefined;
  if (map.size >= limit && !map.has(key)) {
    const oldest = map.entries().next();
    if (oldest.done !== true) {
      map.delete(oldest.value[0]);
      removed = oldest.value[1];
    }
  }
  map.set(key, value);
  return removed;
};

const toRecord = (
  row: LiveSession,
  now: number,
  permissionsOf: (role: string) => readonly string[],
): SessionRecord => {
  const { account_id: userId, id: sessionId, role, tier } = row;
  const permissions = permissionsOf(role);
  const caller = (method: Caller["method"]): Caller =>
    Object.freeze({ userId, role, permissions, tier, sessionId, method });
  return {
    id: sessionId,
    accountId: userId,
    cookie: caller("cookie"),
    bearer: caller("bearer"),
    expiresAt: row.expires_at,
    lastSeenAt: row.last_seen_at,
    writtenAt: row.last_seen_at,
    checkedAt: now,
    isCurrent: true,
  };
};

/** Builds the authenticator of a process. */
export const createAuthenticator = (parts: AuthenticatorParts): SessionAuthenticator => {
  const { repository, jwt, clock, background, permissionsOf, idleMs } = parts;
  const limit = parts.maxEntries ?? MAX_ENTRIES;
  const isShared = repository.engine === "postgresql";
  const entries = new Map<string, Entry>();
  const records = new Map<string, SessionRecord>();
  /** Counts what was forgotten: a read that began before must not bring it back. */
  let generation = 0;

  const isAlive = (record: SessionRecord, now: number): boolean =>
    now - record.lastSeenAt < idleMs && now < record.expiresAt;

  const use = (record: SessionRecord, now: number): void => {
    if (now > record.lastSeenAt) record.lastSeenAt = now;
    if (now - record.writtenAt < WRITE_EVERY_MS) return;
    record.writtenAt = now;
    background.run("last use of a session", () => repository.touch(record.id, now));
  };

  const drop = (record: SessionRecord): void => {
    record.isCurrent = false;
    records.delete(record.id);
  };

  /** The record of a row; one a session, so that activity and end are seen by all its entries. */
  const adopt = (row: LiveSession, now: number): SessionRecord => {
    const known = records.get(row.id);
    const record = toRecord(row, now, permissionsOf);
    if (known !== undefined) {
      record.lastSeenAt = Math.max(known.lastSeenAt, row.last_seen_at);
      record.writtenAt = Math.max(known.writtenAt, row.last_seen_at);
      drop(known);
    }
    const evicted = addBounded(records, row.id, record, limit);
    if (evicted !== undefined) drop(evicted);
    return record;
  };

  interface Sought {
    readonly raw: string;
    readonly isBearer: boolean;
    readonly validUntil: number;
    readonly find: () => Promise<LiveSession | undefined>;
  }

  const ask = async (sought: Sought): Promise<Caller | undefined> => {
    let before = generation;
    let row = await sought.find();
    // Something ended while the read was under way: perhaps this. Ask again, within reason.
    for (let attempt = 1; before !== generation && attempt < MAX_READS; attempt += 1) {
      before = generation;
      row = await sought.find();
    }
    const now = clock.now();
    if (row === undefined) {
      entries.delete(sought.raw);
      return undefined;
    }
    const isCertain = before === generation;
    const record = isCertain ? adopt(row, now) : toRecord(row, now, permissionsOf);
    if (!isAlive(record, now) || now >= sought.validUntil) return undefined;
    // What may have ended meanwhile is good for this request, which came before, and no other.
    if (isCertain) {
      addBounded(entries, sought.raw, { ...sought, record }, limit);
      use(record, now);
    }
    return sought.isBearer ? record.bearer : record.cookie;
  };

  const seek = (raw: string, isBearer: boolean): Sought | undefined => {
    if (!isBearer) {
      if (!COOKIE_SHAPE.test(raw)) return undefined;
      const find = () => repository.findByCookie(hashToken(raw));
      return { raw, isBearer, validUntil: Number.POSITIVE_INFINITY, find };
    }
    const verdict = jwt.verify(raw);
    if (!verdict.ok) return undefined;
    const { sid, sub, exp } = verdict.claims;
    const find = async () => {
      const row = await repository.findById(sid);
      return row?.account_id === sub ? row : undefined;
    };
    return { raw, isBearer, validUntil: exp * 1_000, find };
  };

  return {
    authenticate: ({ cookie, bearer }) => {
      const raw = bearer ?? cookie;
      if (raw === undefined) return undefined;
      const isBearer = bearer !== undefined;
      const entry = entries.get(raw);
      if (entry !== undefined && entry.isBearer === isBearer) {
        const { record } = entry;
        const now = clock.now();
        if (record.isCurrent && !(isShared && now - record.checkedAt >= RECHECK_MS)) {
          if (now >= entry.validUntil || !isAlive(record, now)) {
            entries.delete(raw);
            return undefined;
          }
          use(record, now);
          return isBearer ? record.bearer : record.cookie;
        }
      }
      const sought = seek(raw, isBearer);
      return sought === undefined ? undefined : ask(sought);
    },
    forgetSession: (sessionId) => {
      generation += 1;
      const record = records.get(sessionId);
      if (record !== undefined) drop(record);
    },
    forgetAccount: (accountId) => {
      generation += 1;
      for (const record of [...records.values()]) {
        if (record.accountId === accountId) drop(record);
      }
    },
    noteUse: (sessionId, at) => {
      const record = records.get(sessionId);
      if (record === undefined) return;
      record.lastSeenAt = Math.max(record.lastSeenAt, at);
      record.writtenAt = Math.max(record.writtenAt, at);
    },
    lastSeen: (sessionId) => records.get(sessionId)?.lastSeenAt,
    flush: async () => {
      const waiting = [...records.values()].filter((record) => record.lastSeenAt > record.writtenAt);
      for (const record of waiting) record.writtenAt = record.lastSeenAt;
      await Promise.all(waiting.map(({ id, lastSeenAt }) => repository.touch(id, lastSeenAt)));
    },
    size: () => entries.size,
  };
};
