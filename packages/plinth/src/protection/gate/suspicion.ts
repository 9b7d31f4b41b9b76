import type { Clock } from "#core";
import { createRateLimiter } from "#services/ratelimit";

/** Points for what makes an address suspicious (RL-13); names of events, and two that have none. */
export const SUSPICION_POINTS: Readonly<Record<string, number>> = {
  /** A call that a limit refused. */
  "limit.refused": 1,
  /** A path or method that no route covers: looking for what might be there. */
  "path.unknown": 2,
  "access.denied": 2,
  "csrf.refused": 2,
  "inspection.blocked": 5,
  "signin.failed": 5,
  "mfa.failed": 5,
  "passkey.failed": 5,
  "signature.refused": 5,
  "account.locked": 20,
  "mfa.locked": 20,
  "refresh.reused": 20,
};

/** Points are added up over so many seconds, sliding. */
export const SUSPICION_SECONDS = 300;

const MAX_ADDRESSES = 20_000;

/** Adds up points by address. */
export interface Suspicion {
  /** Adds points; true when the threshold is passed by them. The address begins anew then. */
  readonly add: (key: string, points: number) => boolean;
}

/** Builds the sum; memory is bounded, and the least suspicious leave first. */
export const createSuspicion = (clock: Clock, threshold: number): Suspicion => {
  if (threshold === 0) return { add: () => false };
  const limiter = createRateLimiter({ clock, maxKeys: MAX_ADDRESSES });
  const windows = [{ limit: threshold, seconds: SUSPICION_SECONDS }];
  return {
    add: (key, points) => {
      const { allowed } = limiter.check(key, windows, Math.min(points, threshold));
      if (!allowed) limiter.clear(key);
      return !allowed;
    },
  };
};
