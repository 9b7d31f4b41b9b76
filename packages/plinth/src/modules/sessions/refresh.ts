import type { IdGenerator } from "#core";
import { hashToken } from "#crypto";
import type { LiveSession, RefreshTokenRow, RotationStatements, SessionRow } from "./repository.ts";

/** Refreshes that one window can hold in practice; a longer walk is no client of ours. */
const MAX_STEPS = 64;

/** What came of a refresh. */
export type RefreshOutcome =
  | { readonly kind: "refused" }
  /** Somebody used a token that was exchanged long ago: the family is dead. */
  | { readonly kind: "reused"; readonly sessionId: string; readonly accountId: string }
  | {
      readonly kind: "refreshed";
      readonly session: LiveSession;
      readonly refreshToken: string;
      /** The session that ended because it had been idle, if one did. */
      readonly replaced: string | undefined;
    };

/** What a rotation needs to know. */
export interface RefreshParts {
  /** For so many milliseconds the same request gets the same successor (SES-08). */
  readonly replayWindowMs: number;
  /** The one successor of a token: a keyed derivation, so that nothing is stored in the clear. */
  readonly successorOf: (token: string) => string;
  readonly newId: IdGenerator;
  /** A cookie hash that no cookie has. */
  readonly newCookieHash: () => string;
  /** Milliseconds that one refresh token lives; never beyond its session. */
  readonly lifetimeMs: number;
  readonly isIdle: (session: SessionRow, now: number) => boolean;
}

const refreshRow = (token: string, session: SessionRow, now: number): RefreshTokenRow => ({
  token_hash: hashToken(token),
  session_id: session.id,
  account_id: session.account_id,
  created_at: now,
  rotated_at: null,
});

/** The newest of the family, reached from a token that was exchanged within the window. */
const followToNewest = async (
  statements: RotationStatements,
  parts: RefreshParts,
  token: string,
  now: number,
): Promise<RefreshOutcome> => {
  let refreshToken = token;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const state = await statements.load(hashToken(refreshToken), now, now - parts.lifetimeMs);
    if (state === undefined) break;
    if (state.rotatedAt === null) {
      const { session } = state;
      return { kind: "refreshed", session, refreshToken, replaced: undefined };
    }
    refreshToken = parts.successorOf(refreshToken);
  }
  return { kind: "refused" };
};

/**
 * A session that was idle too long is over, whoever still holds its cookie or access tokens. The
 * refresh token outlives it (SES-08) and carries on under a new session with the same absolute end.
 */
const reviveIfIdle = async (
  statements: RotationStatements,
  parts: RefreshParts,
  live: LiveSession,
  now: number,
): Promise<{ readonly session: LiveSession; readonly replaced: string | undefined }> => {
  if (!parts.isIdle(live, now)) {
    await statements.touch(live.id, now);
    return { session: { ...live, last_seen_at: now }, replaced: undefined };
  }
  const { role, tier, ...row } = live;
  const next: SessionRow = {
    ...row,
    id: parts.newId(),
    cookie_hash: parts.newCookieHash(),
    last_seen_at: now,
  };
  await statements.replaceSession(live.id, next);
  return { session: { ...next, role, tier }, replaced: live.id };
};

/**
 * Exchanges a refresh token, inside one transaction. Within the window a repeated request, lost
 * reply or second tab gets the newest of the family; outside it, use of an old token ends the
 * family (RFC 9700 section 4.14.2, P-078).
 */
export const rotate = async (
  statements: RotationStatements,
  parts: RefreshParts,
  token: string,
  now: number,
): Promise<RefreshOutcome> => {
  const state = await statements.load(hashToken(token), now, now - parts.lifetimeMs);
  if (state === undefined) return { kind: "refused" };
  const { session: live, rotatedAt } = state;
  if (rotatedAt !== null) {
    if (now - rotatedAt <= parts.replayWindowMs) {
      return followToNewest(statements, parts, parts.successorOf(token), now);
    }
    await statements.endSession(live.id);
    return { kind: "reused", sessionId: live.id, accountId: live.account_id };
  }
  const { session, replaced } = await reviveIfIdle(statements, parts, live, now);
  const refreshToken = parts.successorOf(token);
  await statements.rotate(hashToken(token), refreshRow(refreshToken, session, now), now);
  return { kind: "refreshed", session, refreshToken, replaced };
};
