import type { Clock, StartTimer } from "#core";
import { resilienceErrors } from "../errors.ts";
import { type Policy, start } from "./policy.ts";

/** What a time limit is built from. */
export interface TimeLimitOptions {
  /** The dependency that is waited for, as shown to callers. */
  readonly name: string;
  readonly limitMs: number;
  /** Monotonic. */
  readonly clock: Clock;
  /** Best of `createTimerQueue`: nearly every timer of a limit is ended before it rings. */
  readonly startTimer: StartTimer;
}

/**
 * Ends the wait for work after a time, and tells the work by its signal. What comes later is dropped.
 * The call's own deadline ends it too where that is earlier.
 */
export const createTimeLimit = (options: TimeLimitOptions): Policy => {
  const { name, limitMs, clock, startTimer } = options;
  return {
    run: (work, call) =>
      new Promise((resolve, reject) => {
        const now = clock.now();
        const inner = call.inner(now + limitMs);
        const leftMs = inner.deadline - now;
        const stop = inner.onAbort(reject);
        const cancel = startTimer(leftMs < limitMs ? Math.max(0, leftMs) : limitMs, () =>
          inner.abort(
            resilienceErrors.make.DEPENDENCY_TIMEOUT({
              detail: `${name} did not answer in time.`,
              extra: { dependency: name },
            }),
          ),
        );
        const settle = (): void => {
          cancel();
          stop();
          inner.detach();
        };
        start(work, inner).then(
          (value) => {
            settle();
            resolve(value);
          },
          (fault) => {
            settle();
            reject(fault);
          },
        );
      }),
  };
};
