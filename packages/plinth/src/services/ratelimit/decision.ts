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

const isTighter = (state: WindowState, than: WindowState): boolean =>
  state.remaining < than.remaining ||
  (state.remaining === than.remaining && state.resetSeconds > than.resetSeconds);

/** What is said to calls that are the first ones in all of their windows, at this instant. */
export const freshDecision = (windows: readonly RateWindow[], calls: number): Decision => {
  let tightest: WindowState | undefined;
  const states: WindowState[] = [];
  for (const { limit, seconds } of windows) {
    const state = { limit, seconds, remaining: limit - calls, resetSeconds: Math.ceil(seconds) };
    states.push(state);
    if (tightest === undefined || isTighter(state, tightest)) tightest = state;
  }
  if (tightest === undefined) throw new RangeError("a limit needs at least one window");
  return { allowed: true, retryAfterSeconds: 0, windows: states, tightest };
};

/** The same as `decisionOf` for the one window that most rules have. */
export const decisionOfOne = (
  count: WindowCount,
  now: number,
  refusedBy: number,
  waitMs: number,
): Decision => {
  const tightest = stateOf(count, now);
  const retryAfterSeconds = refusedBy === -1 ? 0 : Math.max(1, toSeconds(waitMs));
  return { allowed: refusedBy === -1, retryAfterSeconds, windows: [tightest], tightest };
};

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
    const isTightest = tightest === undefined || isTighter(state, tightest);
    if (index === refusedBy || (isTightest && refusedBy === -1)) tightest = state;
  }
  if (tightest === undefined) throw new RangeError("a limit needs at least one window");
  const retryAfterSeconds = refusedBy === -1 ? 0 : Math.max(1, toSeconds(waitMs));
  return { allowed: refusedBy === -1, retryAfterSeconds, windows, tightest };
};
