import type { Clock, StartTimer } from "#core";
import type { Call } from "../call.ts";
import { isOwnRefusal } from "../errors.ts";
import { type Policy, start, type Work } from "./policy.ts";

/** What a retry is built from. */
export interface RetryOptions {
  /** Attempts in all, the first included. */
  readonly attempts: number;
  /** The first pause at its longest, in milliseconds; each one after it is twice as long. Default 100. */
  readonly firstPauseMs?: number;
  /** No pause is longer, in milliseconds. Default 10 000. */
  readonly longestPauseMs?: number;
  /** Which faults are worth another attempt. Default: all but refusals of our own. */
  readonly isWorthwhile?: (fault: unknown) => boolean;
  /** How long the other side asked to wait, in milliseconds; the pause is no shorter than that. */
  readonly askedPauseMs?: (fault: unknown) => number | undefined;
  /** Hears of each attempt that failed and is followed by another. */
  readonly onRetry?: (fault: unknown, pauseMs: number) => void;
  /** From 0 to 1. */
  readonly jitter: () => number;
  /** Monotonic. */
  readonly clock: Clock;
  readonly startTimer: StartTimer;
}

/**
 * The pause before attempt `attempt + 1`, attempts counted from 1: between a half and the whole of
 * what doubles each time. So the pauses of one caller never shrink, and those of many spread (equal
 * jitter, of "Exponential Backoff And Jitter", AWS Architecture Blog 2015).
 */
export const pauseBefore = (
  attempt: number,
  options: Pick<RetryOptions, "firstPauseMs" | "longestPauseMs" | "jitter">,
): number => {
  const { firstPauseMs = 100, longestPauseMs = 10_000 } = options;
  const whole = Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1));
  return whole / 2 + (options.jitter() * whole) / 2;
};

/** Waits, unless the call ends first: then it rejects with the reason. */
const pause = (milliseconds: number, call: Call, startTimer: StartTimer): Promise<void> =>
  new Promise((resolve, reject) => {
    const cancel = startTimer(milliseconds, () => {
      stop();
      resolve();
    });
    const stop = call.onAbort((reason) => {
      cancel();
      reject(reason);
    });
  });

/**
 * Does work again that failed: only where the call says that twice is as good as once, only while the
 * deadline of the call leaves time for the pause, and never what was refused without being tried.
 */
export const createRetry = (options: RetryOptions): Policy => {
  const { attempts, clock, startTimer, onRetry } = options;
  const { isWorthwhile = (fault) => !isOwnRefusal(fault), askedPauseMs } = options;

  /** The next pause in milliseconds, or undefined where there is none. */
  const nextPause = (fault: unknown, attempt: number, call: Call): number | undefined => {
    if (attempt >= attempts || call.isAborted || !isWorthwhile(fault)) return undefined;
    const pauseMs = Math.max(pauseBefore(attempt, options), askedPauseMs?.(fault) ?? 0);
    return clock.now() + pauseMs < call.deadline ? pauseMs : undefined;
  };

  const attemptFrom = async <T>(attempt: number, work: Work<T>, call: Call): Promise<T> => {
    for (let current = attempt; ; current += 1) {
      try {
        return await start(work, call);
      } catch (fault) {
        const pauseMs = nextPause(fault, current, call);
        if (pauseMs === undefined) throw fault;
        onRetry?.(fault, pauseMs);
        await pause(pauseMs, call, startTimer);
      }
    }
  };

  return {
    run: (work, call) => (call.isIdempotent ? attemptFrom(1, work, call) : start(work, call)),
  };
};
