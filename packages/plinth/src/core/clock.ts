/**
 * Time is an argument: whoever waits, expires or stamps takes a Clock, so that tests move time
 * instead of sleeping.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch, UTC. */
  readonly now: () => number;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Moves time forward by `milliseconds`. */
  readonly advance: (milliseconds: number) => void;
  /** Sets time to an absolute instant, in milliseconds since the epoch. */
  readonly set: (instant: number) => void;
}

/** Builds a clock for tests; starts at `start` milliseconds since the epoch. */
export const createManualClock = (start = Date.UTC(2026, 0, 1)): ManualClock => {
  let instant = start;
  return {
    now: () => instant,
    advance: (milliseconds) => {
      instant += milliseconds;
    },
    set: (value) => {
      instant = value;
    },
  };
};
