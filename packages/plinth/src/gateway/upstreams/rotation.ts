import type { Clock } from "#core";

/** How long an upstream that cannot be reached is left alone before a request tries it again. */
const DROP_MS = 1_000;
/** Answers that broke off one after the other until an upstream is left alone as well. */
const MOST_BROKEN = 3;

/** Which upstreams a request may try, in which order. */
export interface Rotation<T> {
  /** Healthy ones first to last, beginning one further each time; before them one that is due to be tried again. */
  readonly candidates: () => readonly T[];
  readonly drop: (member: T) => void;
  /**
   * Notes an answer that broke off; tells whether it was one too many and the member is dropped. The
   * last one that is up never is: a request that breaks it would take the service from everybody.
   */
  readonly noteBroken: (member: T) => boolean;
  /** Tells whether it was dropped before. */
  readonly restore: (member: T) => boolean;
  /** What a check of its own found; an unhealthy one is no candidate until a check says otherwise. */
  readonly setHealthy: (member: T, isHealthy: boolean) => void;
  readonly isUp: (member: T) => boolean;
  readonly has: (member: T) => boolean;
  readonly members: () => readonly T[];
  /** Other members from now on; those that stay keep what is known of them. */
  readonly replace: (members: readonly T[]) => void;
  /** How often members were replaced. */
  readonly generation: () => number;
  /** Seconds until a dropped one is tried again; at least 1. */
  readonly retryAfterSeconds: () => number;
}

/**
 * Builds a round robin over the members that answer. A dropped one is offered again after a second,
 * to one request at a time, which goes on to a healthy one where nobody listens yet. `recheckMs` is
 * how long an unhealthy one stays so at least.
 */
export const createRotation = <T>(
  initial: readonly T[],
  clock: Clock,
  recheckMs = DROP_MS,
): Rotation<T> => {
  const retryAt = new Map<T, number>();
  const broken = new Map<T, number>();
  const unhealthy = new Set<T>();
  let members = initial;
  let generation = 0;
  let turn = 0;

  const forgetAll = (member: T): void => {
    retryAt.delete(member);
    broken.delete(member);
    unhealthy.delete(member);
  };
  const isUp = (member: T): boolean => !retryAt.has(member) && !unhealthy.has(member);
  const drop = (member: T): void => {
    broken.delete(member);
    if (members.includes(member)) retryAt.set(member, clock.now() + DROP_MS);
  };
  return {
    candidates: () => {
      const now = clock.now();
      turn = (turn + 1) % members.length;
      const ring = [...members.slice(turn), ...members.slice(0, turn)].filter(
        (member) => !unhealthy.has(member),
      );
      const up = ring.filter((member) => !retryAt.has(member));
      const due = ring.find((member) => (retryAt.get(member) ?? now + 1) <= now);
      if (due === undefined) return up;
      retryAt.set(due, now + DROP_MS);
      return [due, ...up];
    },
    drop,
    noteBroken: (member) => {
      const count = (broken.get(member) ?? 0) + 1;
      broken.set(member, count);
      const isLast = !members.some((other) => other !== member && isUp(other));
      if (count < MOST_BROKEN || isLast) return false;
      drop(member);
      return true;
    },
    restore: (member) => {
      broken.delete(member);
      return retryAt.delete(member);
    },
    setHealthy: (member, isHealthy) => {
      if (isHealthy) unhealthy.delete(member);
      else if (members.includes(member)) unhealthy.add(member);
    },
    isUp,
    has: (member) => members.includes(member),
    members: () => members,
    replace: (next) => {
      for (const member of members) if (!next.includes(member)) forgetAll(member);
      members = [...next];
      generation += 1;
      turn = 0;
    },
    generation: () => generation,
    retryAfterSeconds: () => {
      const waits = [...retryAt.values()].map((at) => at - clock.now());
      const soonest = waits.length === 0 && unhealthy.size > 0 ? recheckMs : DROP_MS;
      return Math.max(1, Math.ceil(Math.min(soonest, ...waits) / 1_000));
    },
  };
};
