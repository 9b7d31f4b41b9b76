import type { Clock } from "#core";

/** How long an upstream that cannot be reached is left alone before a request tries it again. */
const DROP_MS = 1_000;

/** Which upstreams a request may try, in which order. */
export interface Rotation<T> {
  /** Healthy ones first to last, beginning one further each time; before them one that is due to be tried again. */
  readonly candidates: () => readonly T[];
  readonly drop: (member: T) => void;
  /** Tells whether it was dropped before. */
  readonly restore: (member: T) => boolean;
  readonly isUp: (member: T) => boolean;
  /** Seconds until a dropped one is tried again; at least 1. */
  readonly retryAfterSeconds: () => number;
}

/**
 * Builds a round robin over the members that answer. A dropped one is offered again after a second,
 * to one request at a time, which goes on to a healthy one where nobody listens yet.
 */
export const createRotation = <T>(members: readonly T[], clock: Clock): Rotation<T> => {
  const retryAt = new Map<T, number>();
  let turn = 0;
  return {
    candidates: () => {
      const now = clock.now();
      turn = (turn + 1) % members.length;
      const ring = [...members.slice(turn), ...members.slice(0, turn)];
      const up = ring.filter((member) => !retryAt.has(member));
      const due = ring.find((member) => (retryAt.get(member) ?? now + 1) <= now);
      if (due === undefined) return up;
      retryAt.set(due, now + DROP_MS);
      return [due, ...up];
    },
    drop: (member) => {
      retryAt.set(member, clock.now() + DROP_MS);
    },
    restore: (member) => retryAt.delete(member),
    isUp: (member) => !retryAt.has(member),
    retryAfterSeconds: () => {
      const waits = [...retryAt.values()].map((at) => at - clock.now());
      return Math.max(1, Math.ceil(Math.min(DROP_MS, ...waits) / 1_000));
    },
  };
};
