import { callsPerSlot, type Decision, type RateWindow, requireWindows } from "../contract.ts";

/** Longest window in its own units; instants of two such windows fit into a whole number. */
const LONGEST_SPAN = 2 ** 30;
/** Most calls that one slot may hold. */
const LARGEST_SLOT = 2 ** 31 - 1;

/** Longest window of which the slots take half a number, in its own units; see window-ring.ts. */
const NARROW_SPAN = 2 ** 16;
/**
 * Longest window that is made narrow by longer units, where it has a tolerance: 12 days. In steps of more
 * than 2^14 milliseconds an era is no multiple of 2^16 any more.
 */
const LONGEST_NARROWED_MS = NARROW_SPAN * 2 ** 13;

/** How one window is counted. */
export interface WindowPlan extends RateWindow {
  /**
   * 1, but for windows of more than 12 days, or of more than 65 seconds with a tolerance: those are
   * counted in steps of 2, 4, … milliseconds, and a call leaves them up to a step late, never early.
   */
  readonly unitsPerMs: number;
  readonly msPerUnit: number;
  /** Length in units, and one more where a unit is a step: a call counts from its begin. */
  readonly span: number;
  /** Whether slots take half a number; see window-ring.ts. */
  readonly isNarrow: boolean;
  /** Calls that one slot gathers. */
  readonly perSlot: number;
  readonly mostSlots: number;
  /** Decisions that were given before, by calls used and seconds until the reset; see `allowedBy`. */
  readonly given: (Decision | undefined)[];
  /**
   * How many seconds `given` has a place for; 0 where there are too many decisions to be kept, and in
   * windows that are not plain: counted in whole milliseconds.
   */
  readonly givenSeconds: number;
}

/** How the windows of one rule are counted; the same for every key and every equal list. */
export interface Plan {
  /** Its number in the list of plans; -1 while no key goes by it. */
  id: number;
  /** Keys that go by it. */
  uses: number;
  /** The list that was last asked for: rules are declared once, so that it mostly is the same. */
  seen: readonly RateWindow[];
  readonly name: string;
  readonly windows: readonly WindowPlan[];
  /** The only window, where there is one: most rules have one. */
  readonly only: WindowPlan | undefined;
  /** The same where its decisions are kept. */
  readonly plain: WindowPlan | undefined;
}

/** The plans of a limiter. */
export interface Plans {
  /** The plan of a list of windows. @throws {RangeError} for windows that are no limits. */
  readonly of: (windows: readonly RateWindow[]) => Plan;
  /** By number; a hole where a plan was forgotten. */
  readonly list: readonly (Plan | undefined)[];
  /** One key more goes by this plan. */
  readonly use: (plan: Plan) => void;
  /** One key fewer. */
  readonly release: (plan: Plan) => void;
}

/** Most decisions that a window keeps; a hundred calls a minute have 6,262. */
const MOST_GIVEN = 2 ** 13;

/** In what units a window is counted, and its length in them. */
const measure = ({
  seconds,
  tolerance,
}: RateWindow): Pick<WindowPlan, "unitsPerMs" | "span" | "msPerUnit"> => {
  const length = seconds * 1000;
  const isNarrowed = tolerance !== undefined && length <= LONGEST_NARROWED_MS;
  const longest = isNarrowed ? NARROW_SPAN - 1 : LONGEST_SPAN;
  let unitsPerMs = 1;
  if (length > NARROW_SPAN) while (length * unitsPerMs > longest) unitsPerMs /= 2;
  const span = length * unitsPerMs + (unitsPerMs < 1 ? 1 : 0);
  return { unitsPerMs, msPerUnit: 1 / unitsPerMs, span };
};

const planWindow = (window: RateWindow): WindowPlan => {
  const { limit, seconds } = window;
  const perSlot = callsPerSlot(window);
  if (perSlot > LARGEST_SLOT) throw new RangeError(`${limit} calls are no limit`);
  const { unitsPerMs, msPerUnit, span } = measure(window);
  const resets = Math.ceil(seconds) + 2;
  const isPlain = unitsPerMs === 1 && Number.isInteger(span);
  const givenSeconds = isPlain && (limit + 1) * resets <= MOST_GIVEN ? resets : 0;
  return {
    limit,
    seconds,
    unitsPerMs,
    msPerUnit,
    span,
    isNarrow: span <= NARROW_SPAN,
    perSlot,
    mostSlots: Math.ceil(limit / perSlot),
    given: new Array<Decision | undefined>(
      givenSeconds === 0 ? 0 : (limit + 1) * givenSeconds,
    ).fill(undefined),
    givenSeconds,
  };
};

/** Builds a store of plans; a plan that no key goes by is forgotten. */
export const createPlans = (): Plans => {
  const known = new WeakMap<readonly RateWindow[], Plan>();
  const byName = new Map<string, Plan>();
  const list: (Plan | undefined)[] = [];
  const freeIds: number[] = [];

  const find = (windows: readonly RateWindow[]): Plan => {
    const name = windows.map((one) => `${one.limit}/${one.seconds}/${one.tolerance}`).join();
    const found = byName.get(name);
    if (found !== undefined) return found;
    requireWindows(windows);
    const planned = windows.map(planWindow);
    const only = planned.length === 1 ? planned[0] : undefined;
    const plain = only?.givenSeconds === 0 ? undefined : only;
    return { id: -1, uses: 0, seen: windows, name, windows: planned, only, plain };
  };

  return {
    list,
    of: (windows) => {
      const plan = known.get(windows) ?? find(windows);
      // Another list of the same windows may have brought its plan meanwhile.
      const current = plan.id === -1 ? (byName.get(plan.name) ?? plan) : plan;
      known.set(windows, current);
      current.seen = windows;
      return current;
    },
    use: (plan) => {
      plan.uses += 1;
      if (plan.id !== -1) return;
      plan.id = freeIds.pop() ?? list.length;
      list[plan.id] = plan;
      byName.set(plan.name, plan);
    },
    release: (plan) => {
      plan.uses -= 1;
      if (plan.uses > 0) return;
      freeIds.push(plan.id);
      byName.delete(plan.name);
      list[plan.id] = undefined;
      plan.id = -1;
    },
  };
};
