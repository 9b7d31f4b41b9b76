import { performance } from "node:perf_hooks";
import type { Clock } from "#core";

/** One thing that happened in a drill. */
export interface Step {
  /** ISO time. */
  readonly at: string;
  /** Milliseconds since the drill began. */
  readonly afterMs: number;
  readonly what: string;
}

/** The timeline of a drill (EVID-17). */
export interface Incident {
  /** Notes what happens now; gives the instant by `elapsed`. */
  readonly note: (what: string) => number;
  /** Milliseconds since the drill began, by a clock that nothing moves. */
  readonly elapsed: () => number;
  readonly steps: () => readonly Step[];
}

/** Begins a timeline now. */
export const createIncident = (clock: Clock): Incident => {
  const began = performance.now();
  const steps: Step[] = [];
  const elapsed = (): number => Math.round(performance.now() - began);
  return {
    elapsed,
    note: (what) => {
      const afterMs = elapsed();
      steps.push({ at: new Date(clock.now()).toISOString(), afterMs, what });
      return afterMs;
    },
    steps: () => [...steps],
  };
};
