import type { Clock } from "#core";
import { type SloFigures, type SloGap, sloFigures } from "./figures/figures.ts";
import type { SloRepository } from "./repository.ts";

/** For so long a reading is taken for the present: rules, metrics and pages ask at the same time. */
const FRESH_MS = 2_000;

/** How both objectives stand, and what went before. */
export interface SloReading {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Share that has to be good, such as 0.9999. */
  readonly target: number;
  readonly figures: SloFigures;
  /** Times of the last month in which no node was there; the newest first. */
  readonly gaps: readonly SloGap[];
}

/** Tells how the objectives stand. */
export interface Slo {
  readonly target: number;
  /** As of now, or of two seconds ago. Rejects as a store does. */
  readonly read: () => Promise<SloReading>;
}

/** Builds it. */
export const createSlo = (parts: {
  readonly repository: Pick<SloRepository, "history">;
  readonly clock: Clock;
  readonly target: number;
}): Slo => {
  const { repository, clock, target } = parts;
  let reading: Promise<SloReading> | undefined;
  let readAt = Number.NEGATIVE_INFINITY;

  const take = async (at: number): Promise<SloReading> => {
    const history = await repository.history(at);
    return { at, target, figures: sloFigures(history, target, at), gaps: history.gaps };
  };

  return {
    target,
    read: () => {
      const now = clock.now();
      if (reading !== undefined && Math.abs(now - readAt) < FRESH_MS) return reading;
      const next = take(now);
      reading = next;
      readAt = now;
      next.catch(() => {
        // Whoever asks next tries again.
        if (reading === next) reading = undefined;
      });
      return next;
    },
  };
};
