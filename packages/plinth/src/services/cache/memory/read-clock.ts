import type { Clock, StartTimer } from "#core";

/** How old the time of a read may be, in milliseconds. */
const AGE_MS = 1;
/** How many reads share a time at most: where the event loop is held up no timer tells of it. */
const READS = 64;

/**
 * A clock that asks another one once a millisecond, and again after so many reads: asking it at every
 * read would cost a hit a third of what it takes. Reads of one long turn keep their order and see
 * things end.
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
  let reads = 0;
  let isTimed = false;
  const forget = (): void => {
    isTimed = false;
    reads = 0;
  };
  return {
    now: () => {
      if (reads > 0) {
        reads -= 1;
        return instant;
      }
      instant = clock.now();
      reads = READS - 1;
      if (!isTimed) startTimer(AGE_MS, forget);
      isTimed = true;
      return instant;
    },
  };
};
