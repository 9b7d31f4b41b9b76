import type { Call } from "../call.ts";
import { type Policy, start, type Work } from "./policy.ts";

/** What a fallback is built from. */
export interface FallbackOptions<F> {
  /** What is had instead: a value that is kept, or another provider that is asked. */
  readonly instead: (fault: unknown, call: Call) => Promise<F>;
  /** Which faults are answered so. Default: all. */
  readonly isMeant?: (fault: unknown) => boolean;
  /** Hears of each fault that was answered so. */
  readonly onFallback?: (fault: unknown) => void;
}

/** Work under a policy, with something else to be had where it fails. */
export interface Fallback<F> {
  /** Rejects where what is had instead fails too, or when the call is over. */
  readonly run: <T>(work: Work<T>, call: Call) => Promise<T | F>;
}

/** Answers failure of `policy` with something else; a call that was ended from outside stays ended. */
export const withFallback = <F>(policy: Policy, options: FallbackOptions<F>): Fallback<F> => {
  const { instead, isMeant = () => true, onFallback } = options;
  return {
    run: async (work, call) => {
      try {
        return await policy.run(work, call);
      } catch (fault) {
        if (call.isAborted || !isMeant(fault)) throw fault;
        onFallback?.(fault);
        return start((inner) => instead(fault, inner), call);
      }
    },
  };
};
