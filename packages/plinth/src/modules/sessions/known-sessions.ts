import { type Clock, createBoundedMap } from "#core";
import type { Background } from "#services/background";
import type { LiveSession, SessionRepository } from "./repository.ts";

/** How often the last use of a session is written, at most (SES-03). */
const WRITE_EVERY_MS = 60_000;

/** Who calls, as the http room wants it; structural, because only routes know that room. */
export interface Caller {
  readonly userId: string;
  readonly role: string;
  readonly permissions: readonly string[];
  readonly tier: string;
  readonly sessionId: string;
  readonly method: "cookie" | "bearer";
  readonly assurance: 1 | 2;
  /** When the latest factor was proven; milliseconds since the epoch. */
  readonly authenticatedAt: number;
  /** The role asks for two factors and the session has one. */
  readonly lacksSecondFactor: boolean;
}

/** A session as this process knows it. Shared by all its credentials, so one flag ends it. */
export interface KnownSession {
  readonly id: string;
  readonly accountId: string;
  readonly cookie: Caller;
  readonly bearer: Caller;
  readonly expiresAt: number;
  lastSeenAt: number;
  writtenAt: number;
  /** When the database was asked. */
  readonly checkedAt: number;
  /** False once ended or outdated: the next use asks the database. */
  isCurrent: boolean;
}

/** The sessions that this process knows. */
export interface KnownSessions {
  /** A session from its row, kept nowhere; `asked` is when the read of the row began. */
  readonly read: (row: LiveSession, asked: number) => KnownSession;
  /** The same, kept: one a session, so that activity and end are seen by all its credentials. */
  readonly adopt: (row: LiveSession, asked: number) => KnownSession;
  /** The session of this id, if it is known and neither ended nor outdated. */
  readonly find: (sessionId: string) => KnownSession | undefined;
  /** Neither idle too long nor past its absolute end. */
  readonly isAlive: (session: KnownSession, now: number) => boolean;
  /** Notes a use; now and then it is written, without anybody waiting. */
  readonly use: (session: KnownSession, now: number) => void;
  readonly forgetSession: (sessionId: string) => void;
  readonly forgetAccount: (accountId: string) => void;
  /** For when what was kept may be outdated altogether. */
  readonly forgetAll: () => void;
  /** Counts what was forgotten: a read that began before must not bring it back. */
  readonly generation: () => number;
  /** Call when the database was told of a use. */
  readonly noteUse: (sessionId: string, at: number) => void;
  /** Last use of a session; undefined when it is not known here. */
  readonly lastSeen: (sessionId: string) => number | undefined;
  /** Writes the last uses that wait for their minute. */
  readonly flush: () => Promise<void>;
}

/** What known sessions are built from. */
export interface KnownSessionParts {
  readonly repository: Pick<SessionRepository, "touch">;
  readonly clock: Clock;
  readonly background: Background;
  readonly permissionsOf: (role: string) => readonly string[];
  /** Whether a role counts only in sessions with two factors. */
  readonly needsSecondFactor: (role: string) => boolean;
  /** Milliseconds without activity that end a session. */
  readonly idleMs: number;
}

/** Builds the memory of sessions; at most `limit`, the oldest goes first. */
export const createKnownSessions = (parts: KnownSessionParts, limit: number): KnownSessions => {
  const { repository, background, permissionsOf, needsSecondFactor, idleMs } = parts;
  const sessions = createBoundedMap<string, KnownSession>(limit);
  let generation = 0;

  const drop = (session: KnownSession): void => {
    session.isCurrent = false;
    sessions.delete(session.id);
  };

  const read = (row: LiveSession, asked: number): KnownSession => {
    const { account_id: userId, id: sessionId, role, tier } = row;
    const permissions = permissionsOf(role);
    const assurance = row.assurance === 2 ? 2 : 1;
    const proof = {
      assurance,
      authenticatedAt: row.authenticated_at,
      lacksSecondFactor: assurance === 1 && needsSecondFactor(role),
    } as const;
    const caller = (method: Caller["method"]): Caller =>
      Object.freeze({ userId, role, permissions, tier, sessionId, method, ...proof });
    return {
      id: sessionId,
      accountId: userId,
      cookie: caller("cookie"),
      bearer: caller("bearer"),
      expiresAt: row.expires_at,
      lastSeenAt: row.last_seen_at,
      writtenAt: row.last_seen_at,
      checkedAt: asked,
      isCurrent: true,
    };
  };

  return {
    read,
    adopt: (row, asked) => {
      const known = sessions.get(row.id);
      const session = read(row, asked);
      if (known !== undefined) {
        session.lastSeenAt = Math.max(known.lastSeenAt, row.last_seen_at);
        session.writtenAt = Math.max(known.writtenAt, row.last_seen_at);
        drop(known);
      }
      const evicted = sessions.set(row.id, session);
      if (evicted !== undefined) drop(evicted);
      return session;
    },
    find: (sessionId) => sessions.get(sessionId),
    isAlive: (session, now) => now - session.lastSeenAt < idleMs && now < session.expiresAt,
    use: (session, now) => {
      if (now > session.lastSeenAt) session.lastSeenAt = now;
      if (now - session.writtenAt < WRITE_EVERY_MS) return;
      session.writtenAt = now;
      background.run("last use of a session", () => repository.touch(session.id, now));
    },
    forgetSession: (sessionId) => {
      generation += 1;
      const session = sessions.get(sessionId);
      if (session !== undefined) drop(session);
    },
    forgetAccount: (accountId) => {
      generation += 1;
      for (const session of [...sessions.values()]) {
        if (session.accountId === accountId) drop(session);
      }
    },
    forgetAll: () => {
      generation += 1;
      for (const session of [...sessions.values()]) drop(session);
    },
    generation: () => generation,
    noteUse: (sessionId, at) => {
      const session = sessions.get(sessionId);
      if (session === undefined) return;
      session.lastSeenAt = Math.max(session.lastSeenAt, at);
      session.writtenAt = Math.max(session.writtenAt, at);
    },
    lastSeen: (sessionId) => sessions.get(sessionId)?.lastSeenAt,
    flush: async () => {
      const waiting = [...sessions.values()].filter((one) => one.lastSeenAt > one.writtenAt);
      for (const session of waiting) session.writtenAt = session.lastSeenAt;
      await Promise.all(waiting.map(({ id, lastSeenAt }) => repository.touch(id, lastSeenAt)));
    },
  };
};
