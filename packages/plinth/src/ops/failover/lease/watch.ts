import type { Clock } from "#core";
import type { LeaseTimes, WitnessView } from "./contract.ts";

/** Planned restarts are no losses, unless they take as long as one. */
const RELEASED_MS = 60_000;

/** Looks whether what leads gives signs of life. */
export interface Watch {
  /** The witness answered so. */
  readonly saw: (view: WitnessView) => void;
  /** The witness did not answer: from then on nothing counts as silence. */
  readonly sawNothing: () => void;
  /** For how long there was no sign of life, in milliseconds. */
  readonly silentMs: () => number;
  /** Whether whoever led last has let go of it. */
  readonly isReleased: () => boolean;
  /** Whether what leads counts as lost. */
  readonly isLost: () => boolean;
}

/** Builds it. Time is that of the watcher alone. */
export const createWatch = (monotonic: Clock, { intervalMs, checks }: LeaseTimes): Watch => {
  let last = "";
  let since = monotonic.now();
  let looks = 0;
  let isReleased = false;
  let isLed = false;
  return {
    saw: ({ claim, beat }) => {
      const isOfNow = beat !== undefined && claim !== undefined && beat.epoch === claim.epoch;
      const seen = `${claim?.epoch ?? 0} ${claim?.nonce ?? ""} ${isOfNow ? beat.nonce : ""}`;
      isLed = claim !== undefined;
      isReleased = isOfNow && beat.isReleased;
      looks += 1;
      if (seen === last) return;
      last = seen;
      looks = 0;
      since = monotonic.now();
    },
    sawNothing: () => {
      looks = 0;
      since = monotonic.now();
    },
    silentMs: () => monotonic.now() - since,
    isReleased: () => isReleased,
    isLost: () => {
      const silentMs = monotonic.now() - since;
      if (!isLed) return false;
      return looks >= checks && silentMs >= (isReleased ? RELEASED_MS : intervalMs * checks);
    },
  };
};
