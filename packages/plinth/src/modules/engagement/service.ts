import type { Clock, Events } from "#core";
import {
  COHORT_WEEKS,
  type Cohort,
  cohortsOf,
  DAY_MS,
  dayOf,
  retained,
  weekStart,
} from "./cohorts.ts";
import type { DayCount, EngagementRepository } from "./repository.ts";

/** Days that are shown one by one. */
export const SHOWN_DAYS = 30;
/** Uses of sessions are written within a minute of them. */
const LATE_MS = 120_000;
/** Sign-ins of one day that wait to be written; whoever is active later is seen by the session. */
const MOST_WAITING = 10_000;

/** How many use the service, and come back. */
export interface EngagementFigures {
  /** Today, since the epoch. */
  readonly today: number;
  /** Accounts that were active today, in seven days, in thirty; today is one of them. */
  readonly active: { readonly day: number; readonly week: number; readonly month: number };
  readonly activeByDay: readonly DayCount[];
  readonly signedUpByDay: readonly DayCount[];
  readonly cohorts: readonly Cohort[];
  /** Share of those who signed up that came back a week, four weeks later; null where nobody did. */
  readonly retained: { readonly oneWeek: number | null; readonly fourWeeks: number | null };
}

/** Notes who is active on which day, and counts. */
export interface Engagement {
  /** Writes who was active since the last time. Rejects as a store does. */
  readonly sweep: () => Promise<void>;
  readonly figures: () => Promise<EngagementFigures>;
  readonly close: () => void;
}

/** Builds it; it listens to sign-ins from now on. */
export const createEngagement = (parts: {
  readonly repository: EngagementRepository;
  readonly events: Pick<Events, "on">;
  readonly clock: Clock;
  /** Days that are kept; cohorts go back 63 days, if as many are kept. */
  readonly keptDays: number;
}): Engagement => {
  const { repository, clock } = parts;
  const waiting = new Map<number, Set<string>>();
  // What was used while no process looked is seen by the first look.
  let sweptTo = clock.now() - DAY_MS;

  const close = parts.events.on("security", ({ name, subject }) => {
    if (name !== "session.started" || subject === undefined) return;
    const day = dayOf(clock.now());
    const accounts = waiting.get(day) ?? new Set();
    waiting.set(day, accounts);
    if (accounts.size < MOST_WAITING) accounts.add(subject);
  });

  return {
    sweep: async () => {
      const now = clock.now();
      for (const [day, accounts] of waiting) {
        const batch = [...accounts];
        await repository.note(batch, day);
        for (const one of batch) accounts.delete(one);
        if (accounts.size === 0) waiting.delete(day);
      }
      await repository.noteSessions(Math.min(sweptTo, now) - LATE_MS);
      sweptTo = now;
      await repository.forget(dayOf(now) - parts.keptDays);
    },
    figures: async () => {
      const today = dayOf(clock.now());
      const firstDay = weekStart(today) - (COHORT_WEEKS - 1) * 7;
      const from = today - SHOWN_DAYS + 1;
      const [day, week, month, activeByDay, signedUpByDay, signedUp, active] = await Promise.all([
        repository.activeFrom(today, today),
        repository.activeFrom(today - 6, today),
        repository.activeFrom(today - 29, today),
        repository.activeByDay(from),
        repository.signedUpByDay(from),
        repository.signedUpByWeek(firstDay),
        repository.activeByWeek(firstDay),
      ]);
      const cohorts = cohortsOf(firstDay, signedUp, active);
      return {
        today,
        active: { day, week, month },
        activeByDay,
        signedUpByDay,
        cohorts,
        retained: { oneWeek: retained(cohorts, 1), fourWeeks: retained(cohorts, 4) },
      };
    },
    close,
  };
};
