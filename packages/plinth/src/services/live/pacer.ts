import type { StartTimer } from "#core";
import type { Live, LiveData } from "./contract.ts";

/** Hints of one topic that come closer than this are one, in milliseconds. */
const PACE_MS = 1_000;

/** Publishes hints of things that happen often. */
export interface Pacer {
  /** Tells at once, and then once a second at most; the last of a second is told at its end. */
  readonly publish: (topic: string, data?: LiveData) => void;
  readonly close: () => void;
}

/** Builds it: a thousand refusals a second are one hint, "look again". */
export const createPacer = (parts: {
  readonly live: Pick<Live, "publish">;
  readonly startTimer: StartTimer;
}): Pacer => {
  /** Topics that were told of within the last second, each with what waits and what ends its wait. */
  const resting = new Map<string, { waiting: LiveData | undefined; cancel: () => void }>();

  const tell = (topic: string, data: LiveData): void => {
    parts.live.publish(topic, data);
    const cancel = parts.startTimer(PACE_MS, () => {
      const rest = resting.get(topic);
      resting.delete(topic);
      if (rest?.waiting !== undefined) tell(topic, rest.waiting);
    });
    resting.set(topic, { waiting: undefined, cancel });
  };

  return {
    publish: (topic, data = {}) => {
      const rest = resting.get(topic);
      if (rest === undefined) tell(topic, data);
      else rest.waiting = data;
    },
    close: () => {
      for (const { cancel } of resting.values()) cancel();
      resting.clear();
    },
  };
};
