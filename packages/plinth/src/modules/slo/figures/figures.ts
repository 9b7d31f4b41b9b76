import { BURN_WINDOWS, type BurnWindow, MONTH_MS, SLO_TIERS } from "./windows.ts";

/** What all nodes saw in one slot of time. */
export interface SloSlot {
  /** Its beginning; milliseconds since the epoch, as all times here. */
  readonly slot: number;
  /** Time that good probes stand for, all nodes together. */
  readonly goodMs: number;
  readonly badMs: number;
  /** Requests that were answered, and those of them that were answered with 5xx. */
  readonly requests: number;
  readonly faults: number;
}

/** A time in which no node was there to look. */
export interface SloGap {
  readonly from: number;
  readonly to: number;
  /** Whether the last node had been stopped, and did not die. */
  readonly isPlanned: boolean;
}

/** What was seen: minutes of the last six hours, hours of the last month. */
export interface SloHistory {
  readonly minutes: readonly SloSlot[];
  readonly hours: readonly SloSlot[];
  readonly gaps: readonly SloGap[];
}

/** What part of what was seen was bad: of time in milliseconds, or of requests in numbers. */
export interface Badness {
  readonly bad: number;
  readonly observed: number;
}

/** How one objective stands. */
export interface ObjectiveFigures extends Badness {
  /** Share that was good; null where nothing was seen. */
  readonly measured: number | null;
  /** What may be bad in a month: milliseconds, or requests of those that came. */
  readonly budget: number;
  /** Share of the budget that is left; below zero once more than all is spent. */
  readonly left: number;
  /** How many times too fast the budget goes, by window. */
  readonly burn: Readonly<Record<BurnWindow, number>>;
  /** What was bad, by window. */
  readonly badIn: Readonly<Record<BurnWindow, number>>;
}

/** Both objectives. */
export interface SloFigures {
  readonly availability: ObjectiveFigures;
  readonly requests: ObjectiveFigures;
}

const overlap = (gap: SloGap, from: number, to: number): number =>
  Math.max(0, Math.min(gap.to, to) - Math.max(gap.from, from));

const overlaps = (gaps: readonly SloGap[], from: number, to: number): number =>
  gaps.reduce((sum, gap) => sum + overlap(gap, from, to), 0);

/**
 * Time that was seen from `from` to `to`, and how much of it was bad. Where several nodes looked, a
 * slot is as bad as the share of their probes that were; where none was there all of it is bad, unless
 * the last had been stopped. A slot counts from its beginning.
 */
export const badTime = (
  { slots, gaps }: { readonly slots: readonly SloSlot[]; readonly gaps: readonly SloGap[] },
  stepMs: number,
  from: number,
  to: number,
): Badness => {
  const unplanned = gaps.filter(({ isPlanned }) => !isPlanned);
  const dark = overlaps(unplanned, from, to);
  let observed = dark;
  let bad = dark;
  for (const { slot, goodMs, badMs } of slots) {
    if (slot + stepMs <= from || slot >= to) continue;
    const probed = goodMs + badMs;
    if (probed <= 0) continue;
    const room = Math.max(0, stepMs - overlaps(gaps, slot, slot + stepMs));
    const seen = Math.min(room, probed);
    observed += seen;
    bad += (seen * badMs) / probed;
  }
  return { bad, observed };
};

/** The same of requests. */
export const badRequests = (
  slots: readonly SloSlot[],
  stepMs: number,
  from: number,
  to: number,
): Badness => {
  const within = slots.filter(({ slot }) => slot + stepMs > from && slot < to);
  return {
    bad: within.reduce((sum, { faults }) => sum + faults, 0),
    observed: within.reduce((sum, { requests }) => sum + requests, 0),
  };
};

const byWindow = (of: (ms: number) => number): Readonly<Record<BurnWindow, number>> =>
  // The keys are all names of windows.
  Object.fromEntries(BURN_WINDOWS.map(({ name, ms }) => [name, of(ms)])) as Record<
    BurnWindow,
    number
  >;

interface Asked {
  readonly month: Badness;
  readonly budget: number;
  readonly window: (ms: number) => Badness;
  /** Share of a window that was bad. */
  readonly shareOf: (badness: Badness, ms: number) => number;
  readonly allowed: number;
}

const figuresOf = ({ month, budget, window, shareOf, allowed }: Asked): ObjectiveFigures => ({
  ...month,
  measured: month.observed > 0 ? 1 - month.bad / month.observed : null,
  budget,
  left: budget > 0 ? 1 - month.bad / budget : 1,
  burn: byWindow((ms) => shareOf(window(ms), ms) / allowed),
  badIn: byWindow((ms) => window(ms).bad),
});

/**
 * How both objectives stand at an instant. `target` is the share that has to be good, such as 0.9999.
 * Time is held against the whole of a window: what nobody saw yet is not taken for bad, so a first
 * minute cannot look like a bad month. Requests are held against those that came.
 */
export const sloFigures = (history: SloHistory, target: number, now: number): SloFigures => {
  const allowed = 1 - target;
  const { minutes, hours, gaps } = history;
  const minuteMs = SLO_TIERS.minutes.stepMs;
  const hourMs = SLO_TIERS.hours.stepMs;
  const monthOfRequests = badRequests(hours, hourMs, now - MONTH_MS, now);
  return {
    availability: figuresOf({
      month: badTime({ slots: hours, gaps }, hourMs, now - MONTH_MS, now),
      budget: MONTH_MS * allowed,
      window: (ms) => badTime({ slots: minutes, gaps }, minuteMs, now - ms, now),
      shareOf: ({ bad }, ms) => bad / ms,
      allowed,
    }),
    requests: figuresOf({
      month: monthOfRequests,
      budget: monthOfRequests.observed * allowed,
      window: (ms) => badRequests(minutes, minuteMs, now - ms, now),
      shareOf: ({ bad, observed }) => (observed > 0 ? bad / observed : 0),
      allowed,
    }),
  };
};
