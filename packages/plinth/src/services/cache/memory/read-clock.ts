import type { Clock, StartTimer } from "#core";

/** How old the time of a read may be, in milliseconds. */
const AGE_MS = 1;

/**
 * A clock that asks another one once a millisecond: asking it at every read would cost a hit a third
 * of what it takes. While the event loop is held up, time stands still for it.
 */
export const createReadClock = ({
  clock,
  startTimer,
}: {
  /** Monotonic. */
  readonly clock: Clock;
  readonly startTimer: StartTimer;
}): Clock => {
  let instant = 0;
  let isKnown = false;
  const forget = (): void => {
    isKnown = false;
  };
  return {
    now: () => {
      if (isKnown) return instant;
      instant = clock.now();
      isKnown = true;
      startTimer(AGE_MS, forget);
      return instant;
    },
  };
};
