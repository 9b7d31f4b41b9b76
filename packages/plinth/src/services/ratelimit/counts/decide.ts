import type { Decision, WindowState } from "../contract.ts";
import { isTighter, toSeconds } from "../decision.ts";
import { offsetOf, pageIndexOf } from "./blocks.ts";
import type { Entries } from "./entries.ts";
import type { Plan, WindowPlan } from "./plans.ts";
import {
  capacityOf,
  countOne,
  NOT_COUNTED,
  put,
  RING_HEADER,
  resetOf,
  settle,
  waitFor,
} from "./window-ring.ts";

/** What is said about one window. */
const stateOf = (
  page: Int32Array,
  at: number,
  window: WindowPlan,
  instant: number,
  used: number,
): WindowState => ({
  limit: window.limit,
  seconds: window.seconds,
  remaining: window.limit - used,
  resetSeconds: toSeconds(resetOf(page, at, window, instant) * window.msPerUnit),
});

const EMPTY = new Int32Array(0);

/**
 * What is said where one window allows. Decisions are values and few of them differ, so that they are
 * made once: that is cheaper than making them anew, most of all for the caches of the processor.
 */
const allowedBy = (window: WindowPlan, used: number, resetSeconds: number): Decision => {
  const { limit, seconds, given, givenSeconds } = window;
  const place = used * givenSeconds + resetSeconds;
  const before = givenSeconds === 0 ? undefined : given[place];
  if (before !== undefined) return before;
  const tightest = { limit, seconds, remaining: limit - used, resetSeconds };
  const decision = { allowed: true, retryAfterSeconds: 0, windows: [tightest], tightest };
  if (givenSeconds === 0) return decision;
  // Several callers hold it: none of them may change it.
  Object.freeze(tightest);
  Object.freeze(decision.windows);
  given[place] = Object.freeze(decision);
  return decision;
};

const refusedAfter = (milliseconds: number): number => Math.max(1, toSeconds(milliseconds));

/** What a call meets in the windows of a rule. */
interface Weighing {
  /** The window that refuses longest. */
  readonly refusing: WindowPlan | undefined;
  /** For so many milliseconds. */
  readonly longest: number;
}

/** Decides by the entry of a key, and counts what is allowed. */
export type Decider = (
  key: string,
  handle: number,
  plan: Plan,
  now: number,
  cost: number,
) => Decision;

/** Builds what decides; `handles` learns where an entry went that had to grow. */
export const createDecider = (entries: Entries, handles: Map<string, number>): Decider => {
  const reserve = (key: string, handle: number, cost: number): number => {
    const moved = entries.reserve(handle, cost);
    if (moved !== handle) handles.set(key, moved);
    return moved;
  };

  /** The one window that most rules have, where a slot or an end of the budget is to be found. */
  const decideOne = (
    key: string,
    found: number,
    window: WindowPlan,
    now: number,
    cost: number,
  ): Decision => {
    const instant = now * window.unitsPerMs;
    let page = entries.pageOf(found);
    let at = offsetOf(found) + 1;
    const used = settle(page, at, window, instant);
    const over = used + cost - window.limit;
    if (over > 0) {
      const wait = waitFor(page, at, window, over, instant) * window.msPerUnit;
      const tightest = stateOf(page, at, window, instant, used);
      return {
        allowed: false,
        retryAfterSeconds: refusedAfter(wait),
        windows: [tightest],
        tightest,
      };
    }
    const handle = reserve(key, found, cost);
    page = entries.pageOf(handle);
    at = offsetOf(handle) + 1;
    put(page, at, window, instant, cost);
    const reset = resetOf(page, at, window, instant) * window.msPerUnit;
    return allowedBy(window, used + cost, toSeconds(reset));
  };

  /** Drops what left every window, and finds what refuses. */
  const weigh = (handle: number, plan: Plan, now: number, cost: number): Weighing => {
    const page = entries.pageOf(handle);
    let at = offsetOf(handle) + 1;
    let refusing: WindowPlan | undefined;
    let longest = 0;
    for (const window of plan.windows) {
      const instant = now * window.unitsPerMs;
      const over = settle(page, at, window, instant) + cost - window.limit;
      const wait = over > 0 ? waitFor(page, at, window, over, instant) * window.msPerUnit : 0;
      if (wait > longest) {
        refusing = window;
        longest = wait;
      }
      at += RING_HEADER + capacityOf(page, at);
    }
    return { refusing, longest };
  };

  const decideAll: Decider = (key, found, plan, now, cost) => {
    const { refusing, longest } = weigh(found, plan, now, cost);
    const handle = refusing === undefined ? reserve(key, found, cost) : found;
    const page = entries.pageOf(handle);
    let at = offsetOf(handle) + 1;
    const windows: WindowState[] = [];
    let tightest: WindowState | undefined;
    for (const window of plan.windows) {
      const instant = now * window.unitsPerMs;
      if (refusing === undefined) put(page, at, window, instant, cost);
      const state = stateOf(page, at, window, instant, settle(page, at, window, instant));
      windows.push(state);
      const isTightest = tightest === undefined || isTighter(state, tightest);
      if (window === refusing || (isTightest && refusing === undefined)) tightest = state;
      at += RING_HEADER + capacityOf(page, at);
    }
    if (tightest === undefined) throw new RangeError("a limit needs at least one window");
    const retryAfterSeconds = refusing === undefined ? 0 : refusedAfter(longest);
    return { allowed: refusing === undefined, retryAfterSeconds, windows, tightest };
  };

  return (key, handle, plan, now, cost) => {
    const { only } = plan;
    if (only === undefined) return decideAll(key, handle, plan, now, cost);
    if (cost !== 1) return decideOne(key, handle, only, now, cost);
    const page = entries.pages[pageIndexOf(handle)] ?? EMPTY;
    const at = offsetOf(handle) + 1;
    const instant = now * only.unitsPerMs;
    const used = countOne(page, at, only, instant);
    if (used === NOT_COUNTED) return decideOne(key, handle, only, now, cost);
    return allowedBy(only, used, toSeconds(resetOf(page, at, only, instant) * only.msPerUnit));
  };
};
