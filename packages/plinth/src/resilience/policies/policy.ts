import type { Call } from "../call.ts";

/** What is done under a policy: once, or again where the policy says so. */
export type Work<T> = (call: Call) => Promise<T>;

/** One way of meeting failure. Policies compose: each does its part around the next. */
export interface Policy {
  /** Does the work, or rejects; never throws. */
  readonly run: <T>(work: Work<T>, call: Call) => Promise<T>;
}

/** Does the work and turns what it throws at once into a rejection. */
export const start = <T>(work: Work<T>, call: Call): Promise<T> => {
  try {
    return work(call);
  } catch (fault) {
    return Promise.reject(fault);
  }
};

/**
 * One policy of several, the outermost first: `combine(limit, retry, breaker)` gives all attempts
 * together the limit, and each of them passes the breaker.
 */
export const combine = (...policies: readonly Policy[]): Policy => ({
  run: (work, call) => {
    const step =
      (index: number): typeof work =>
      (current) => {
        const policy = policies[index];
        return policy === undefined ? start(work, current) : policy.run(step(index + 1), current);
      };
    return step(0)(call);
  },
});
