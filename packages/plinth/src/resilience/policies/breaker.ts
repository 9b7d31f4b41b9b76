import type { Clock } from "#core";
import { resilienceErrors } from "../errors.ts";
import { createJudge, type OpensAfter } from "./breaker-judge.ts";
import { type Policy, start } from "./policy.ts";

/** Closed: calls pass. Open: they are refused. Half-open: one at a time is let through to see. */
export type BreakerStatus = "closed" | "open" | "half-open";

/** What a breaker shows. */
export interface BreakerState {
  readonly status: BreakerStatus;
  /** Milliseconds until a call is let through again; 0 unless open. */
  readonly reopensInMs: number;
  /** Calls refused since it was built. */
  readonly refused: number;
}

/** What a breaker is built from. */
export interface BreakerOptions {
  /** The dependency behind it, as shown to callers. */
  readonly name: string;
  /** Default: 5 failures one after another. */
  readonly opensAfter?: OpensAfter;
  /** How long nothing is let through, in milliseconds. Default 60 000. */
  readonly openMs?: number;
  /** Successes one after another that close it again. Default 2. */
  readonly closesAfter?: number;
  /** Which faults speak against the other side. Default: all; not a refusal of what we asked. */
  readonly isFailure?: (fault: unknown) => boolean;
  readonly onChange?: (to: BreakerStatus, from: BreakerStatus) => void;
  /** Monotonic. */
  readonly clock: Clock;
}

/** A circuit breaker. */
export interface Breaker extends Policy {
  readonly state: () => BreakerState;
  /** Closes it by hand. */
  readonly reset: () => void;
}

const SECOND_MS = 1_000;

/**
 * Stops asking what keeps failing (Nygard, "Release It!", chapter 5): fails at once while it is open,
 * without a socket; then lets one call at a time through, and closes after enough of them succeeded.
 * Outcomes of calls that began before the last change say nothing about the state after it. A call
 * that is let through and never ends holds the others back for `openMs` only.
 */
export const createBreaker = (options: BreakerOptions): Breaker => {
  const { name, clock, openMs = 60_000, closesAfter = 2, onChange } = options;
  const { isFailure = () => true } = options;
  const judge = createJudge(options.opensAfter ?? { failures: 5 }, clock);
  let status: BreakerStatus = "closed";
  // Counts changes: what began under another number is not heard any more.
  let generation = 0;
  let openedAt = 0;
  let successes = 0;
  let refused = 0;
  let triedAt = Number.NEGATIVE_INFINITY;

  const change = (to: BreakerStatus): void => {
    const from = status;
    status = to;
    generation += 1;
    successes = 0;
    triedAt = Number.NEGATIVE_INFINITY;
    if (to === "closed") judge.reset();
    if (to === "open") openedAt = clock.now();
    if (from !== to) onChange?.(to, from);
  };

  /** Whether a call may pass while the breaker is not closed. */
  const isAdmitted = (now: number): boolean => {
    if (status === "open") {
      if (now - openedAt < openMs) return false;
      change("half-open");
    }
    if (now - triedAt < openMs) return false;
    triedAt = now;
    return true;
  };

  const succeeded = (begun: number): void => {
    if (begun !== generation) return;
    if (status === "closed") judge.succeeded();
    else {
      triedAt = Number.NEGATIVE_INFINITY;
      successes += 1;
      if (successes >= closesAfter) change("closed");
    }
  };

  const failed = (begun: number, fault: unknown, isOver: boolean): void => {
    if (begun !== generation) return;
    if (isOver || !isFailure(fault)) {
      // It says nothing of the other side; another may try.
      triedAt = Number.NEGATIVE_INFINITY;
      return;
    }
    if (status === "half-open" || judge.failed()) change("open");
  };

  const refusal = (now: number): Error => {
    refused += 1;
    const leftMs = status === "open" ? openMs - (now - openedAt) : SECOND_MS;
    return resilienceErrors.make.DEPENDENCY_UNAVAILABLE({
      detail: `${name} is not available at the moment.`,
      extra: { dependency: name },
      headers: { "Retry-After": String(Math.max(1, Math.ceil(leftMs / SECOND_MS))) },
    });
  };

  return {
    run: (work, call) => {
      if (status !== "closed") {
        const now = clock.now();
        if (!isAdmitted(now)) return Promise.reject(refusal(now));
      }
      const begun = generation;
      return start(work, call).then(
        (value) => {
          succeeded(begun);
          return value;
        },
        (fault) => {
          failed(begun, fault, call.isAborted || clock.now() >= call.deadline);
          throw fault;
        },
      );
    },
    state: () => ({
      status,
      reopensInMs: status === "open" ? Math.max(0, openMs - (clock.now() - openedAt)) : 0,
      refused,
    }),
    reset: () => change("closed"),
  };
};
