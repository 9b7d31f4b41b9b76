import { createBoundedMap } from "#core";
import { hashToken, type JwtClaims } from "#crypto";
import type { Tokens } from "#modules/tokens";
import {
  type Caller,
  createKnownSessions,
  type KnownSession,
  type KnownSessionParts,
  type KnownSessions,
} from "./known-sessions.ts";
import type { LiveSession, SessionRepository } from "./repository.ts";

/** Credentials kept; the oldest goes first. One is some hundred bytes. */
const MAX_ENTRIES = 10_000;
/** Where other nodes write to the same database, what is kept is asked again after this long. */
const RECHECK_MS = 1_000;
/** Reads of one credential while others end all around it. */
const MAX_READS = 4;
/** 256 bits as base64url: anything else is no token of ours and costs no read. */
const COOKIE_SHAPE = /^[A-Za-z0-9_-]{43}$/;

/** What a request carries. */
export interface CallerCredentials {
  readonly cookie: string | undefined;
  readonly bearer: string | undefined;
}

/** A credential that was looked up, and where to look it up again. */
interface Sought {
  readonly raw: string;
  readonly isBearer: boolean;
  /** Milliseconds since the epoch. */
  readonly validUntil: number;
  readonly find: () => Promise<LiveSession | undefined>;
  /** What a token says of its session: it may be known already. */
  readonly claims?: Pick<JwtClaims, "sid" | "sub">;
}

interface Entry {
  readonly raw: string;
  readonly session: KnownSession;
  readonly isBearer: boolean;
  readonly validUntil: number;
}

/** What a caller was let in with. */
type Rights = Pick<Caller, "sessionId" | "role" | "permissions">;

/** Whether the session has the rights that the caller was let in with. */
const hasSameRights = ({ bearer }: KnownSession, { role, permissions }: Rights): boolean =>
  bearer.role === role &&
  (bearer.permissions === permissions ||
    (bearer.permissions.length === permissions.length &&
      bearer.permissions.every((one, at) => one === permissions[at])));

/** As long as a cookie, and as the signature of a token by HS256. */
const TAIL = 43;

/**
 * What a credential is found by: its end, which is random whatever it is. The text of each request
 * is a new one, and to hash all of a token costs a microsecond; who has the same end is told apart
 * by the whole text.
 */
const tailOf = (raw: string): string => (raw.length > TAIL ? raw.slice(-TAIL) : raw);

/** What was looked up, by credential. */
const createMemory = (limit: number) => {
  const entries = createBoundedMap<string, Entry>(limit);
  const find = (raw: string): Entry | undefined => {
    const entry = entries.get(tailOf(raw));
    return entry?.raw === raw ? entry : undefined;
  };
  return {
    find,
    keep: ({ raw, isBearer, validUntil }: Sought, session: KnownSession): void => {
      entries.set(tailOf(raw), { raw, session, isBearer, validUntil });
    },
    forget: (raw: string): void => {
      if (find(raw) !== undefined) entries.delete(tailOf(raw));
    },
    size: entries.size,
  };
};

/** Judges credentials. Knows by heart what it has seen; hears at once of what ended. */
export interface SessionAuthenticator
  extends Pick<
    KnownSessions,
    "forgetSession" | "forgetAccount" | "forgetAll" | "noteUse" | "lastSeen" | "flush"
  > {
  /**
   * Synchronous for known credentials and for every token of a known session; at most one indexed
   * read for others (SES-11).
   */
  readonly authenticate: (
    credentials: CallerCredentials,
  ) => Caller | undefined | Promise<Caller | undefined>;
  /**
   * Whether a caller's session is still one and may do what it could when the answer began; notes no
   * use. Whoever lost a role or a permission asks again, and gets what is left.
   */
  readonly holds: (caller: Rights) => boolean | Promise<boolean>;
  /** How many credentials are known by heart, for a gauge. */
  readonly size: () => number;
}

/** What the authenticator is built from. */
export interface AuthenticatorParts extends KnownSessionParts {
  readonly repository: Pick<SessionRepository, "engine" | "findByCookie" | "findById" | "touch">;
  readonly tokens: Pick<Tokens, "verify" | "lookAgain">;
  readonly maxEntries?: number;
}

/** Where credentials are looked up, once their form is judged. */
const createSeek = ({ repository }: AuthenticatorParts) => ({
  cookie: (raw: string): Sought | undefined => {
    if (!COOKIE_SHAPE.test(raw)) return undefined;
    const find = () => repository.findByCookie(hashToken(raw));
    return { raw, isBearer: false, validUntil: Number.POSITIVE_INFINITY, find };
  },
  token: (raw: string, claims: JwtClaims): Sought => {
    const { sid, sub, exp } = claims;
    const find = async () => {
      const row = await repository.findById(sid);
      return row?.account_id === sub ? row : undefined;
    };
    return { raw, isBearer: true, validUntil: exp * 1_000, find, claims };
  },
});

/** Builds the authenticator of a process. */
export const createAuthenticator = (parts: AuthenticatorParts): SessionAuthenticator => {
  const { repository, tokens, clock, maxEntries = MAX_ENTRIES } = parts;
  const known = createKnownSessions(parts, maxEntries);
  const seek = createSeek(parts);
  const isShared = repository.engine === "postgresql";
  const memory = createMemory(maxEntries);

  const accept = (session: KnownSession, isBearer: boolean, now: number): Caller => {
    known.use(session, now);
    return isBearer ? session.bearer : session.cookie;
  };

  const ask = async (sought: Sought): Promise<Caller | undefined> => {
    let before = known.generation();
    // What a slow read gives is as old as its beginning: others may have ended it meanwhile.
    let asked = clock.now();
    let row = await sought.find();
    // Something ended while the read was under way: perhaps this. Ask again, within reason.
    for (let reads = 1; before !== known.generation() && reads < MAX_READS; reads += 1) {
      before = known.generation();
      asked = clock.now();
      row = await sought.find();
    }
    if (row === undefined) {
      memory.forget(sought.raw);
      return undefined;
    }
    const now = clock.now();
    // What may have ended meanwhile is good for this request, which came before, and no other.
    const isCertain = before === known.generation();
    const session = isCertain ? known.adopt(row, asked) : known.read(row, asked);
    if (!known.isAlive(session, now) || now >= sought.validUntil) return undefined;
    if (isCertain) memory.keep(sought, session);
    return accept(session, sought.isBearer, now);
  };

  /** Whether what is kept can be believed without asking. */
  const isFresh = (session: KnownSession, now: number): boolean =>
    session.isCurrent && !(isShared && now - session.checkedAt >= RECHECK_MS);

  /** A token of a session that is known needs no read: it says itself whose it is. */
  const recognise = (sought: Sought): Caller | undefined => {
    const { isBearer, validUntil, claims } = sought;
    const session = claims === undefined ? undefined : known.find(claims.sid);
    const now = clock.now();
    if (session === undefined || !isFresh(session, now) || !known.isAlive(session, now)) {
      return undefined;
    }
    if (session.accountId !== claims?.sub || now >= validUntil) return undefined;
    memory.keep(sought, session);
    return accept(session, isBearer, now);
  };

  const admit = (sought: Sought | undefined): Caller | undefined | Promise<Caller | undefined> =>
    sought === undefined ? undefined : (recognise(sought) ?? ask(sought));

  const judgeToken = (raw: string): Caller | undefined | Promise<Caller | undefined> => {
    const verdict = tokens.verify(raw);
    if (verdict.ok) return admit(seek.token(raw, verdict.claims));
    // Perhaps another node made the key that signed it, a moment ago.
    const later = tokens.lookAgain(raw);
    return later?.then((second) => (second.ok ? admit(seek.token(raw, second.claims)) : undefined));
  };

  const stillThere = async (caller: Rights): Promise<boolean> => {
    const before = known.generation();
    const asked = clock.now();
    const row = await repository.findById(caller.sessionId);
    if (row === undefined) return false;
    const isCertain = before === known.generation();
    const session = isCertain ? known.adopt(row, asked) : known.read(row, asked);
    return known.isAlive(session, clock.now()) && hasSameRights(session, caller);
  };

  return {
    holds: (caller) => {
      const session = known.find(caller.sessionId);
      const now = clock.now();
      if (session === undefined || !isFresh(session, now)) return stillThere(caller);
      return known.isAlive(session, now) && hasSameRights(session, caller);
    },
    authenticate: ({ cookie, bearer }) => {
      const raw = bearer ?? cookie;
      if (raw === undefined) return undefined;
      const isBearer = bearer !== undefined;
      const entry = memory.find(raw);
      const now = clock.now();
      if (entry?.isBearer === isBearer && isFresh(entry.session, now)) {
        const { session, validUntil } = entry;
        if (now < validUntil && known.isAlive(session, now)) return accept(session, isBearer, now);
        memory.forget(raw);
        return undefined;
      }
      return isBearer ? judgeToken(raw) : admit(seek.cookie(raw));
    },
    forgetSession: known.forgetSession,
    forgetAccount: known.forgetAccount,
    forgetAll: known.forgetAll,
    noteUse: known.noteUse,
    lastSeen: known.lastSeen,
    flush: known.flush,
    size: memory.size,
  };
};
