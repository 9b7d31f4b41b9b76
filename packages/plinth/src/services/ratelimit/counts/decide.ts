import type { Decision, WindowState } from "../contract.ts";
import { isTighter, toSeconds } from "../decision.ts";
import { offsetOf } from "./blocks.ts";
import type { Entries } from "./entries.ts";
import type { Plan, WindowPlan } from "./plans.ts";
import {
  behindRing,
  countPlainly,
  hasRoom,
  NOT_COUNTED,
  put,
  resetOf,
  settle,
  usedOf,
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

/**
 * What is said where one plain window allows. Decisions are values and few of them differ, so that they
 * are made once: that is cheaper than making them anew, most of all for the caches of the processor.
 */
const give = ({ limit, seconds, given, givenSeconds }: WindowPlan, place: number): Decision => {
  const used = Math.floor(place / givenSeconds);
  const resetSeconds = place - used * givenSeconds;
  // Several callers hold it: none of them may change it.
  const tightest = Object.freeze({ limit, seconds, remaining: limit - used, resetSeconds });
  const windows = Object.freeze([tightest]);
  const decision = Object.freeze({ allowed: true, retryAfterSeconds: 0, windows, tightest });
  given[place] = decision;
  return decision;
};

const refusedAfter = (milliseconds: number): number => Math.max(1, toSeconds(milliseconds));

/** What a call meets in the windows of a rule. */
interface Weighing {
  /** The window that refuses longest. */
  readonly refusing: WindowPlan | undefined;
  /** For so many milliseconds. */
  readonly longest: number;
  /** Whether all of them have the slots for it. */
  readonly isRoomy: boolean;
}

type Decide = (key: string, handle: number, plan: Plan, now: number, cost: number) => Decision;

/** Decides by the entry of a key, and counts what is allowed. */
export interface Decider {
  readonly decide: Decide;
  /** The same for one call where that is quick; else undefined, and nothing is counted. */
  readonly decidePlainly: (
    page: Int32Array,
    begin: number,
    plan: Plan,
    now: number,
  ) => Decision | undefined;
}

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
    const handle = hasRoom(page, at, window, cost) ? found : reserve(key, found, cost);
    page = entries.pageOf(handle);
    at = offsetOf(handle) + 1;
    put(page, at, window, instant, cost);
    const tightest = stateOf(page, at, window, instant, used + cost);
    return { allowed: true, retryAfterSeconds: 0, windows: [tightest], tightest };
  };

  /** Drops what left every window, and finds what refuses. */
  const weigh = (handle: number, plan: Plan, now: number, cost: number): Weighing => {
    const page = entries.pageOf(handle);
    let at = offsetOf(handle) + 1;
    let refusing: WindowPlan | undefined;
    let longest = 0;
    let isRoomy = true;
    for (const window of plan.windows) {
      const instant = now * window.unitsPerMs;
      const over = settle(page, at, window, instant) + cost - window.limit;
      const wait = over > 0 ? waitFor(page, at, window, over, instant) * window.msPerUnit : 0;
      if (wait > longest) {
        refusing = window;
        longest = wait;
      }
      isRoomy &&= hasRoom(page, at, window, cost);
      at = behindRing(page, at, window);
    }
    return { refusing, longest, isRoomy };
  };

  const decideAll: Decide = (key, found, plan, now, cost) => {
    const { refusing, longest, isRoomy } = weigh(found, plan, now, cost);
    const isMoved = refusing === undefined && !isRoomy;
    const handle = isMoved ? reserve(key, found, cost) : found;
    const page = entries.pageOf(handle);
    let at = offsetOf(handle) + 1;
    const windows: WindowState[] = [];
    let tightest: WindowState | undefined;
    for (const window of plan.windows) {
      const instant = now * window.unitsPerMs;
      if (refusing === undefined) put(page, at, window, instant, cost);
      const state = stateOf(page, at, window, instant, usedOf(page, at, window));
      windows.push(state);
      const isTightest = tightest === undefined || isTighter(state, tightest);
      if (window === refusing || (isTightest && refusing === undefined)) tightest = state;
      at = behindRing(page, at, window);
    }
    if (tightest === undefined) throw new RangeError("a limit needs at least one window");
    const retryAfterSeconds = refusing === undefined ? 0 : refusedAfter(longest);
    return { allowed: refusing === undefined, retryAfterSeconds, windows, tightest };
  };

  return {
    decidePlainly: (page, begin, { plain }, now) => {
      if (plain === undefined) return undefined;
      const place = countPlainly(page, begin + 1, plain, now | 0);
      return place === NOT_COUNTED ? undefined : (plain.given[place] ?? give(plain, place));
    },
    decide: (key, handle, plan, now, cost) =>
      plan.only === undefined
        ? decideAll(key, handle, plan, now, cost)
        : decideOne(key, handle, plan.only, now, cost),
  };
};
