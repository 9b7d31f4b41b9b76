/** One window of a limit: at most `limit` calls in any `seconds` seconds. */
export interface RateWindow {
  readonly limit: number;
  readonly seconds: number;
  /**
   * Share of the limit that may be admitted too many, 0.01 to 0.1. A key then takes the same few bytes
   * however often it calls. Less than 1 %, and nothing at all up to 199 calls, if not given.
   */
  readonly tolerance?: number;
}

/** One window right after a decision. */
export interface WindowState {
  readonly limit: number;
  readonly seconds: number;
  /** Calls that would still pass at this instant. */
  readonly remaining: number;
  /** Whole seconds until budget comes back to this window; 0 when nothing is used. */
  readonly resetSeconds: number;
}

/** What a limiter says to one call. */
export interface Decision {
  readonly allowed: boolean;
  /** 0 when allowed; else at least 1, and a call after that many seconds passes if no other came. */
  readonly retryAfterSeconds: number;
  /** In the order of the windows that were asked for. */
  readonly windows: readonly WindowState[];
  /** The one to announce: with least remaining, or the one that refuses longest. */
  readonly tightest: WindowState;
}

/** What a limiter holds, for operators. */
export interface LimiterStats {
  /** Keys with a count right now; those that ran out are counted until they are swept. */
  readonly keys: number;
  /** Keys thrown out early because there were too many. */
  readonly evicted: number;
}

/**
 * Counts calls by key in sliding windows. In no window of `seconds` seconds (half-open) are more
 * than `limit` calls admitted, but for a tolerance of less than 1 % (P-072) or the one that a window
 * names; no call is refused while every window has room; and a call that one window refuses consumes
 * nothing in the others.
 */
export interface RateLimiter {
  /**
   * Decides on one call and counts it if it is allowed. Returns a promise only when the state lies
   * elsewhere. A key that comes back with other limits keeps what it used in windows of the same
   * length, so that a change of tier acts on the next call.
   * @throws {RangeError} for windows that are no limits, and for a cost that can never fit.
   */
  readonly check: (
    key: string,
    windows: readonly RateWindow[],
    cost?: number,
  ) => Decision | Promise<Decision>;
  /** Forgets what a key used. */
  readonly clear: (key: string) => void | Promise<void>;
  readonly stats: () => LimiterStats | Promise<LimiterStats>;
}

const LEAST_TOLERANCE = 0.01;
const LARGEST_TOLERANCE = 0.1;

/**
 * Checks windows once, before anything is counted by them.
 * @throws {RangeError} naming what is wrong.
 */
export const requireWindows = (windows: readonly RateWindow[]): void => {
  if (windows.length === 0) throw new RangeError("a limit needs at least one window");
  for (const { limit, seconds, tolerance = LEAST_TOLERANCE } of windows) {
    if (!Number.isSafeInteger(limit) || limit < 1 || !Number.isFinite(seconds) || seconds <= 0) {
      throw new RangeError(`${limit} calls in ${seconds} seconds is not a limit`);
    }
    if (!(tolerance >= LEAST_TOLERANCE && tolerance <= LARGEST_TOLERANCE)) {
      throw new RangeError(`a tolerance of ${tolerance} is not one from 0.01 to 0.1`);
    }
  }
};

/** Slots of a window that names no tolerance, up to twice as many where they do not divide its limit. */
const SLOTS_PER_LIMIT = 100;

/**
 * How many calls share one slot of a window, and leave it with the first of them: one fewer than that
 * may be admitted too many. Every driver counts by it.
 */
export const callsPerSlot = ({ limit, tolerance }: RateWindow): number =>
  tolerance === undefined
    ? Math.max(1, Math.floor(limit / SLOTS_PER_LIMIT))
    : Math.floor(limit * tolerance) + 1;

/**
 * Checks a cost that is not one.
 * @throws {RangeError} where a call could never pass.
 */
export const requireCost = (cost: number, windows: readonly RateWindow[]): void => {
  if (!Number.isSafeInteger(cost) || cost < 1 || windows.some(({ limit }) => cost > limit)) {
    throw new RangeError(`a call of cost ${cost} can never pass`);
  }
};

/**
 * What happens while the counts are out of reach (RL-11). `local` counts on this node, against its
 * share of the limit; `deny` answers 503; `allow` lets the call pass and counts that it did.
 */
export type StoreDownMode = "local" | "deny" | "allow";

/** One rule to decide by. */
export interface LimitCheck {
  readonly key: string;
  readonly windows: readonly RateWindow[];
  /** Calls that a node may take at once; 1, which is exact, if not given. See `createLeasedRateLimiter`. */
  readonly lease?: number;
}

/** A limiter that several nodes share, and that therefore may be out of reach. */
export interface SharedRateLimiter extends RateLimiter {
  /**
   * Decides rule after rule in one step and stops at the first that refuses: one decision for each
   * rule that was decided, in order. A rule that refuses uses up nothing; those before it did. A
   * promise only where somebody else is asked.
   */
  readonly checkAll: (
    checks: readonly LimitCheck[],
  ) => readonly Decision[] | Promise<readonly Decision[]>;
}

/** A shared limiter that always has an answer. */
export interface RouteRateLimiter extends RateLimiter {
  /**
   * As `checkAll`. Where the counts are out of reach the mode decides, with `allow` by an empty
   * list. A promise only where somebody else is asked.
   * @throws {AppError} SERVICE_UNAVAILABLE, with Retry-After, by mode `deny`.
   */
  readonly decide: (
    checks: readonly LimitCheck[],
    mode: StoreDownMode,
  ) => readonly Decision[] | Promise<readonly Decision[]>;
}
