import type { Decision, RateWindow, WindowState } from "./contract.ts";

/** What is counted of one window right after a decision, wherever it is counted. */
export interface WindowCount extends RateWindow {
  readonly used: number;
  /** Milliseconds until the oldest call leaves; 0 when there is none. */
  readonly resetMs: number;
}

/** Below it a small whole number of milliseconds can be added to. */
const LARGEST_WHOLE = 2 ** 30;

/**
 * Whole seconds, rounded up, so that waiting this long is always enough. Whole numbers by whole numbers,
 * others by a product and a check: a division of fractions is the dearest part of a decision.
 */
export const toSeconds = (milliseconds: number): number => {
  if (milliseconds <= 0) return 0;
  const whole = milliseconds | 0;
  if (whole === milliseconds && whole < LARGEST_WHOLE) return ((whole + 999) / 1000) | 0;
  const about = Math.floor(milliseconds * 0.001);
  if (about * 1000 >= milliseconds) return (about - 1) * 1000 >= milliseconds ? about - 1 : about;
  return (about + 1) * 1000 >= milliseconds ? about + 1 : about + 2;
};

const stateOf = (count: WindowCount): WindowState => ({
  limit: count.limit,
  seconds: count.seconds,
  remaining: count.limit - count.used,
  resetSeconds: toSeconds(count.resetMs),
});

/** Whether a window is the one to announce, rather than another. */
export const isTighter = (state: WindowState, than: WindowState): boolean =>
  state.remaining < than.remaining ||
  (state.remaining === than.remaining && state.resetSeconds > than.resetSeconds);

/**
 * Puts counts into the words of the contract, the same for every driver (P-115).
 * @param refusedBy index of the window that refuses, -1 where none does.
 * @param waitMs how long it refuses.
 */
export const decisionOf = (
  counts: readonly WindowCount[],
  refusedBy: number,
  waitMs: number,
): Decision => {
  const windows: WindowState[] = [];
  let tightest: WindowState | undefined;
  for (let index = 0; index < counts.length; index += 1) {
    const count = counts[index];
    if (count === undefined) continue;
    const state = stateOf(count);
    windows.push(state);
    const isTightest = tightest === undefined || isTighter(state, tightest);
    if (index === refusedBy || (isTightest && refusedBy === -1)) tightest = state;
  }
  if (tightest === undefined) throw new RangeError("a limit needs at least one window");
  const retryAfterSeconds = refusedBy === -1 ? 0 : Math.max(1, toSeconds(waitMs));
  return { allowed: refusedBy === -1, retryAfterSeconds, windows, tightest };
};
