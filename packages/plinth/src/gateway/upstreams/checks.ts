import type { Random, StartTimer } from "#core";
import type { HealthCheck } from "../policy-file/format.ts";

/** Share of an interval by which checks differ, so that they do not come all at once. */
const JITTER = 0.1;

/** Checks of upstreams that go on until they are stopped. */
export interface Checks {
  /** Checks these from now on, at once and then again and again; others no more. */
  readonly watch: (origins: readonly string[]) => void;
}

/** What checks are made from. */
export interface CheckParts {
  readonly check: HealthCheck;
  readonly startTimer: StartTimer;
  readonly random: Random;
  /** Asks once; false for any fault, and for no answer until `signal` is aborted. */
  readonly ask: (origin: string, path: string, signal: AbortSignal) => Promise<boolean>;
  /** Called where so many results in a row agree that the judgement changes. */
  readonly onChange: (origin: string, isHealthy: boolean) => void;
}

interface Watched {
  isHealthy: boolean;
  /** Results in a row that say otherwise. */
  against: number;
  cancel: () => void;
  isOver: boolean;
}

/**
 * Builds the checks. One is begun only when the one before has ended, and each is given up after its
 * time-out: a hanging upstream costs one connection.
 */
export const createChecks = (parts: CheckParts): Checks => {
  const { check, startTimer, random, ask, onChange } = parts;
  const watched = new Map<string, Watched>();

  const nextMs = (): number => {
    const [byte = 128] = random.bytes(1);
    return check.intervalMs * (1 - JITTER + (2 * JITTER * byte) / 255);
  };

  const judge = (origin: string, state: Watched, isGood: boolean): void => {
    if (isGood === state.isHealthy) {
      state.against = 0;
      return;
    }
    state.against += 1;
    if (state.against < (isGood ? check.healthyAfter : check.unhealthyAfter)) return;
    state.isHealthy = isGood;
    state.against = 0;
    onChange(origin, isGood);
  };

  const run = async (origin: string, state: Watched): Promise<void> => {
    const giveUp = new AbortController();
    const cancel = startTimer(check.timeoutMs, () => giveUp.abort());
    state.cancel = () => {
      cancel();
      giveUp.abort();
    };
    const isGood = await ask(origin, check.path, giveUp.signal).catch(() => false);
    cancel();
    if (state.isOver) return;
    judge(origin, state, isGood);
    state.cancel = startTimer(nextMs(), () => void run(origin, state));
  };

  return {
    watch: (origins) => {
      for (const [origin, state] of watched) {
        if (origins.includes(origin)) continue;
        state.isOver = true;
        state.cancel();
        watched.delete(origin);
      }
      for (const origin of origins) {
        if (watched.has(origin)) continue;
        const state = { isHealthy: true, against: 0, cancel: () => undefined, isOver: false };
        watched.set(origin, state);
        void run(origin, state);
      }
    },
  };
};
