import type { ManualClock } from "#core";
import { createDegradation } from "./degradation.ts";
import { createDependencies, type Dependencies } from "./dependencies.ts";

/** A register by a clock that stands still until it is moved, with nobody listening. */
export const quietDependencies = (clock: ManualClock): Dependencies =>
  createDependencies({
    clock,
    startTimer: clock.startTimer,
    jitter: () => 0,
    degradation: createDegradation(),
  });
