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

/**
 * Milliseconds that only ever go forward, from an origin of no meaning: for waits and deadlines, which
 * a machine that sets its clock by a day must neither end nor prolong.
 */
export const monotonicClock: Clock = { now: () => performance.now() };

/** Calls back once after `milliseconds`, unless the function it gives back was called before. */
export type StartTimer = (milliseconds: number, call: () => void) => () => void;

/** The machine's timer. */
export const systemTimer: StartTimer = (milliseconds, call) => {
  const timer = setTimeout(call, milliseconds);
  return () => clearTimeout(timer);
};

/** A timer that keeps no process alive: what it watches does that itself, or nobody needs it to. */
export const backgroundTimer: StartTimer = (milliseconds, call) => {
  const timer = setTimeout(call, milliseconds).unref();
  return () => clearTimeout(timer);
};

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** A timer by this clock: what is due rings while time is moved, in order of time. */
  readonly startTimer: StartTimer;
  /** Moves time forward by `milliseconds`. */
  readonly advance: (milliseconds: number) => void;
  /** Sets time to an absolute instant, in milliseconds since the epoch. */
  readonly set: (instant: number) => void;
}

/** Builds a clock for tests; starts at `start` milliseconds since the epoch. */
export const createManualClock = (start = Date.UTC(2026, 0, 1)): ManualClock => {
  let instant = start;
  const waiting = new Set<{ readonly at: number; readonly call: () => void }>();
  const ring = (): void => {
    const due = [...waiting].filter(({ at }) => at <= instant).sort((a, b) => a.at - b.at);
    for (const timer of due) {
      // One that rang before may have cancelled this one.
      if (waiting.delete(timer)) timer.call();
    }
  };
  return {
    now: () => instant,
    startTimer: (milliseconds, call) => {
      const timer = { at: instant + milliseconds, call };
      waiting.add(timer);
      return () => waiting.delete(timer);
    },
    advance: (milliseconds) => {
      instant += milliseconds;
      ring();
    },
    set: (value) => {
      instant = value;
      ring();
    },
  };
};
