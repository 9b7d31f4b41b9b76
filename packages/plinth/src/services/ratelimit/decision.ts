import type { Decision, RateWindow, WindowState } from "./contract.ts";

/** What is counted of one window right after a decision, wherever it is counted. */
export interface WindowCount extends RateWindow {
  readonly used: number;
  /** Milliseconds from `now` until the oldest call leaves; 0 when there is none. */
  readonly reset: (now: number) => number;
}

/** Rounded up, so that waiting this long is always enough. */
const toSeconds = (milliseconds: number): number =>
  milliseconds <= 0 ? 0 : Math.ceil(milliseconds / 1000);

const stateOf = (count: WindowCount, now: number): WindowState => ({
  limit: count.limit,
  seconds: count.seconds,
  remaining: count.limit - count.used,
  resetSeconds: toSeconds(count.reset(now)),
});

/**
 * Puts counts into the words of the contract, the same for every driver (P-115).
 * @param refusedBy index of the window that refuses, -1 where none does.
 * @param waitMs how long it refuses.
 */
export const decisionOf = (
  counts: readonly WindowCount[],
  now: number,
  refusedBy: number,
  waitMs: number,
): Decision => {
  const windows: WindowState[] = [];
  let tightest: WindowState | undefined;
  for (let index = 0; index < counts.length; index += 1) {
    const count = counts[index];
    if (count === undefined) continue;
    const state = stateOf(count, now);
    windows.push(state);
    const isTighter =
      tightest === undefined ||
      state.remaining < tightest.remaining ||
      (state.remaining === tightest.remaining && state.resetSeconds > tightest.resetSeconds);
    if (index === refusedBy || (isTighter && refusedBy === -1)) tightest = state;
  }
  if (tightest === undefined) throw new RangeError("a limit needs at least one window");
  const retryAfterSeconds = refusedBy === -1 ? 0 : Math.max(1, toSeconds(waitMs));
  return { allowed: refusedBy === -1, retryAfterSeconds, windows, tightest };
};
