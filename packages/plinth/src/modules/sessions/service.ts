import { type Clock, type Events, type IdGenerator, platformErrors, type Random } from "#core";
import { createOpaqueToken, hashToken, type Keyring } from "#crypto";
import { type AccountRow, roleInForce } from "#modules/accounts";
import type { Tokens } from "#modules/tokens";
import type { Background } from "#services/background";
import type { SessionAuthenticator } from "./authenticator.ts";
import type { Origin } from "./origin.ts";
import { type RefreshOutcome, type RefreshParts, rotate } from "./refresh.ts";
import type { LiveSession, RefreshTokenRow, SessionRepository, SessionRow } from "./repository.ts";

/** Devices that may be signed in to one account; the oldest go (SES-04). */
const MAX_SESSIONS = 50;
const MAX_AGENT = 300;
const REPLAY_WINDOW_MS = 10_000;

/** What a program gets. */
export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds that the access token lives. */
  readonly expiresIn: number;
}

/** What the holder of a session has proven. */
export interface Proof {
  /** Names of what was proven, such as "password", "totp", "passkey", "magic-link". */
  readonly factors: readonly string[];
  /** Kinds of factors: a password and a code are 2, two passwords would be 1. */
  readonly assurance: 1 | 2;
}

/** A session that took the place of another after a better or newer proof. */
export interface RaisedSession {
  readonly sessionId: string;
  /** Value of the new session cookie. */
  readonly cookie: string;
  readonly accessToken: string;
  /** Seconds that the access token lives. */
  readonly expiresIn: number;
}

/** A session that is ready to be written together with whatever it depends on. */
export interface PreparedSession {
  readonly row: SessionRow;
  readonly refresh: RefreshTokenRow;
  readonly tokens: TokenPair;
  /** Value of the session cookie. */
  readonly cookie: string;
  /** The request that began it. */
  readonly requestId: string;
}

/** A session as its owner sees it. */
export interface SessionView {
  readonly id: string;
  readonly agent: string;
  readonly address: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly current: boolean;
}

/**
 * How the session of a cookie stands: it has run out by itself (idle too long, or past its absolute
 * end), or was ended: by signing out, from another device, with its account, by a new password.
 */
export type SessionState = "live" | "expired" | "ended" | "none";

/** Sessions, for this module's routes and for the modules that require it. */
export interface Sessions {
  /** Seconds after which the session cookie is of no use, whatever happens. */
  readonly cookieSeconds: number;
  /** Tokens and rows of a new session, with a new id (P-117); nothing is stored yet. */
  readonly prepare: (account: AccountRow, origin: Origin, proof: Proof) => PreparedSession;
  /**
   * Notes that the holder of a session proved something now. The session gets a new id and cookie,
   * so that none known before has the new standing (P-117); its refresh tokens carry on. Factors and
   * assurance never sink. Without a proof it is only the id and the cookie that change. Undefined
   * when the session has ended.
   */
  readonly raise: (
    accountId: string,
    sessionId: string,
    proof: Proof | undefined,
  ) => Promise<RaisedSession | undefined>;
  /** Call after a prepared session was stored; announces it. */
  readonly started: (session: PreparedSession) => void;
  /** What is stored of a session cookie's value. */
  readonly cookieHash: (cookie: string) => string;
  /** @throws {AppError} AUTHENTICATION_ERROR, the same whatever is wrong. */
  readonly refresh: (refreshToken: string, origin: Origin) => Promise<TokenPair>;
  /** Ends one session of the account; false when it has no such session. */
  readonly end: (accountId: string, sessionId: string) => Promise<boolean>;
  /** Ends every session of the account but one; all where none is kept. */
  readonly endOthers: (accountId: string, keptId?: string) => Promise<void>;
  readonly list: (accountId: string, currentId: string) => Promise<readonly SessionView[]>;
  /** Says how the session of a cookie stands; it is no use of the session. */
  readonly stateOf: (cookie: string | undefined) => Promise<SessionState>;
  /** Call after the database was told that a session is over. */
  readonly forget: (sessionId: string) => void;
}

/** What the service is built from. */
export interface SessionParts {
  readonly repository: SessionRepository;
  readonly authenticator: SessionAuthenticator;
  readonly tokens: Pick<Tokens, "sign">;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly newId: IdGenerator;
  readonly random: Random;
  readonly events: Events;
  readonly background: Background;
  readonly accessTokenSeconds: number;
  /** Life of one refresh token, in milliseconds. */
  readonly refreshMs: number;
  /** Absolute life of a session, in milliseconds. */
  readonly absoluteMs: number;
  /** Milliseconds without activity that end a session. */
  readonly idleMs: number;
}

/** User-Agent text for a list: printable, short. */
const agentOf = (text: string | undefined): string =>
  (text ?? "")
    .replace(/[\p{C}\s]+/gu, " ")
    .trim()
    .slice(0, MAX_AGENT) || "unknown";

const createTokenSigner = ({ tokens, newId, accessTokenSeconds }: SessionParts) => {
  return (session: Pick<LiveSession, "id" | "account_id" | "role" | "tier">): string =>
    tokens.sign({
      sub: session.account_id,
      jti: newId(),
      sid: session.id,
      role: session.role,
      tier: session.tier,
      lifetimeSeconds: accessTokenSeconds,
    });
};

const createPrepare = (parts: SessionParts, sign: ReturnType<typeof createTokenSigner>) => {
  const { clock, newId, random, absoluteMs, accessTokenSeconds } = parts;
  return (account: AccountRow, origin: Origin, proof: Proof): PreparedSession => {
    const now = clock.now();
    const cookie = createOpaqueToken(random);
    const refreshToken = createOpaqueToken(random);
    const row: SessionRow = {
      id: newId(),
      account_id: account.id,
      cookie_hash: hashToken(cookie),
      epoch: account.session_epoch,
      agent: agentOf(origin.agent),
      address: origin.clientAddress,
      created_at: now,
      last_seen_at: now,
      expires_at: now + absoluteMs,
      assurance: proof.assurance,
      authenticated_at: now,
      factors: proof.factors.join(" "),
    };
    const accessToken = sign({ ...row, role: roleInForce(account), tier: account.tier });
    return {
      row,
      cookie,
      requestId: origin.requestId,
      tokens: { accessToken, refreshToken, expiresIn: accessTokenSeconds },
      refresh: {
        token_hash: hashToken(refreshToken),
        session_id: row.id,
        account_id: account.id,
        created_at: now,
        rotated_at: null,
      },
    };
  };
};

const createRaise = (parts: SessionParts, sign: ReturnType<typeof createTokenSigner>) => {
  const { repository, authenticator, clock, newId, random, accessTokenSeconds } = parts;
  return async (
    accountId: string,
    sessionId: string,
    proof: Proof | undefined,
  ): Promise<RaisedSession | undefined> => {
    const now = clock.now();
    const cookie = createOpaqueToken(random);
    const session = await repository.raise(
      accountId,
      sessionId,
      (before) => ({
        id: newId(),
        cookie_hash: hashToken(cookie),
        assurance: Math.max(before.assurance, proof?.assurance ?? 1),
        authenticated_at: proof === undefined ? before.authenticated_at : now,
        factors: [...new Set([...before.factors.split(" "), ...(proof?.factors ?? [])])].join(" "),
      }),
      now,
    );
    if (session === undefined) return undefined;
    authenticator.forgetSession(sessionId);
    return {
      sessionId: session.id,
      cookie,
      accessToken: sign(session),
      expiresIn: accessTokenSeconds,
    };
  };
};

/** When a session was used last: the database may be a minute behind what this process saw. */
const lastUseOf = ({ authenticator }: SessionParts, session: SessionRow): number =>
  Math.max(session.last_seen_at, authenticator.lastSeen(session.id) ?? 0);

const createRefresh = (parts: SessionParts, sign: ReturnType<typeof createTokenSigner>) => {
  const { repository, authenticator, keyring, clock, newId, random, events } = parts;
  const rotation: RefreshParts = {
    successorOf: (token) => keyring.hmac("refresh-successor", token),
    newId,
    replayWindowMs: REPLAY_WINDOW_MS,
    lifetimeMs: parts.refreshMs,
    newCookieHash: () => hashToken(createOpaqueToken(random)),
    isIdle: (session, now) => now - lastUseOf(parts, session) >= parts.idleMs,
  };

  const announceReuse = (outcome: RefreshOutcome & { kind: "reused" }, origin: Origin): void => {
    authenticator.forgetSession(outcome.sessionId);
    events.emit("security", {
      name: "refresh.reused",
      severity: "alert",
      requestId: origin.requestId,
      clientAddress: origin.clientAddress,
      subject: outcome.accountId,
    });
  };

  return async (refreshToken: string, origin: Origin): Promise<TokenPair> => {
    const now = clock.now();
    const outcome = await repository.rotation((statements) =>
      rotate(statements, rotation, refreshToken, now),
    );
    if (outcome.kind === "reused") announceReuse(outcome, origin);
    if (outcome.kind !== "refreshed") {
      throw platformErrors.make.AUTHENTICATION_ERROR({
        headers: { "WWW-Authenticate": 'Bearer realm="api"' },
      });
    }
    const { session, replaced } = outcome;
    if (replaced !== undefined) authenticator.forgetSession(replaced);
    authenticator.noteUse(session.id, now);
    return {
      accessToken: sign(session),
      refreshToken: outcome.refreshToken,
      expiresIn: parts.accessTokenSeconds,
    };
  };
};

/** Builds the service. */
export const createSessions = (parts: SessionParts): Sessions => {
  const { repository, authenticator, clock, background } = parts;
  const sign = createTokenSigner(parts);
  const iso = (instant: number): string => new Date(instant).toISOString();

  const tidyUp = async (accountId: string): Promise<void> => {
    const trimmed = await repository.trim(accountId, MAX_SESSIONS);
    for (const id of trimmed) authenticator.forgetSession(id);
    await repository.removeExpired(clock.now());
  };

  return {
    cookieSeconds: Math.floor(parts.absoluteMs / 1_000),
    prepare: createPrepare(parts, sign),
    raise: createRaise(parts, sign),
    started: ({ row, requestId }) => {
      parts.events.emit("security", {
        name: "session.started",
        severity: "info",
        requestId,
        clientAddress: row.address,
        agent: row.agent,
        subject: row.account_id,
        data: { factors: row.factors, assurance: row.assurance },
      });
      background.run("old sessions", () => tidyUp(row.account_id));
    },
    cookieHash: hashToken,
    refresh: createRefresh(parts, sign),
    end: async (accountId, sessionId) => {
      const isEnded = await repository.end(accountId, sessionId);
      if (isEnded) authenticator.forgetSession(sessionId);
      return isEnded;
    },
    endOthers: async (accountId, keptId) => {
      const ended = await repository.endOthers(accountId, keptId);
      for (const id of ended) authenticator.forgetSession(id);
    },
    stateOf: async (cookie) => {
      if (cookie === undefined) return "none";
      const session = await repository.findByCookie(hashToken(cookie));
      if (session === undefined) return "ended";
      const now = clock.now();
      const isIdle = now - lastUseOf(parts, session) >= parts.idleMs;
      return isIdle || now >= session.expires_at ? "expired" : "live";
    },
    list: async (accountId, currentId) => {
      const rows = await repository.listOf(accountId, clock.now());
      return rows.map((row) => ({
        id: row.id,
        agent: row.agent,
        address: row.address,
        createdAt: iso(row.created_at),
        lastSeenAt: iso(lastUseOf(parts, row)),
        current: row.id === currentId,
      }));
    },
    forget: authenticator.forgetSession,
  };
};
