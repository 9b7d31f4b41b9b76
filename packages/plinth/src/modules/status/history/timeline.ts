import type { HealthChange, IdGenerator } from "#core";

/** How a part of the application stands. */
export type ComponentState = HealthChange["to"];

/** How one part was found by a check. */
export interface Observation {
  readonly component: string;
  readonly state: ComponentState;
  /** Bounded text without secrets; empty when there is nothing to say. */
  readonly detail: string;
}

/** A stretch of time in which one part kept one state, as one process saw it. */
export interface HistoryRow {
  readonly id: string;
  readonly component: string;
  /** The process that looked; made at its start. */
  readonly instance: string;
  readonly state: ComponentState;
  readonly detail: string;
  /** When a check first found it so; milliseconds since the epoch, as all times here. */
  readonly since_at: number;
  /** When a check last found it so. */
  readonly seen_at: number;
  /** When a check found it otherwise, or watching ended; null while it lasts. */
  readonly until_at: number | null;
}

/** What was measured of one part on one day (UTC), as one process saw it; durations in ms. */
export interface DayRow {
  readonly component: string;
  /** "2026-01-31". */
  readonly day: string;
  readonly instance: string;
  readonly ok_ms: number;
  readonly degraded_ms: number;
  readonly failed_ms: number;
}

/** What one check changed. */
export interface Progress {
  readonly rows: readonly HistoryRow[];
  readonly days: readonly DayRow[];
  readonly changes: readonly HealthChange[];
}

/** Turns checks into stretches of time. */
export interface Timeline {
  /** Takes in all that one check found at one instant. */
  readonly observe: (at: number, found: readonly Observation[]) => Progress;
  /** Watching ends: every stretch gets its end. */
  readonly end: (at: number) => Progress;
}

const DAY_MS = 86_400_000;

/** The day of an instant, UTC. */
export const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

/** The parts of a stretch that fall on each day. */
const splitByDay = (from: number, to: number): readonly (readonly [string, number])[] => {
  const parts: (readonly [string, number])[] = [];
  for (let start = from; start < to; ) {
    const midnight = (Math.floor(start / DAY_MS) + 1) * DAY_MS;
    const end = Math.min(midnight, to);
    parts.push([dayOf(start), end - start]);
    start = end;
  }
  return parts;
};

const addTo = (row: DayRow, state: ComponentState, ms: number): DayRow => {
  if (state === "ok") return { ...row, ok_ms: row.ok_ms + ms };
  if (state === "degraded") return { ...row, degraded_ms: row.degraded_ms + ms };
  return state === "failed" ? { ...row, failed_ms: row.failed_ms + ms } : row;
};

/**
 * Builds the memory of one process. Two checks further apart than `maxGapMs`, or a clock set back,
 * leave a hole: nobody knows what was in between, so it counts for no state.
 */
export const createTimeline = (options: {
  readonly newId: IdGenerator;
  readonly instance: string;
  readonly maxGapMs: number;
}): Timeline => {
  const { newId, instance, maxGapMs } = options;
  const open = new Map<string, HistoryRow>();
  /** Totals of this process by part; only of the days that may still grow. */
  const totals = new Map<string, DayRow>();

  const start = (at: number, { component, state, detail }: Observation): HistoryRow => ({
    id: newId(),
    component,
    instance,
    state,
    detail,
    since_at: at,
    seen_at: at,
    until_at: null,
  });

  const count = (row: HistoryRow, to: number): readonly DayRow[] =>
    splitByDay(row.seen_at, to).map(([day, ms]) => {
      const kept = totals.get(row.component);
      const before =
        kept?.day === day
          ? kept
          : { component: row.component, day, instance, ok_ms: 0, degraded_ms: 0, failed_ms: 0 };
      const after = addTo(before, row.state, ms);
      totals.set(row.component, after);
      return after;
    });

  /** One part at one check: the rows that changed, the latest last. */
  const step = (at: number, found: Observation, rows: HistoryRow[], days: DayRow[]): void => {
    const before = open.get(found.component);
    if (before === undefined) {
      rows.push(start(at, found));
    } else if (at < before.seen_at || at - before.seen_at > maxGapMs) {
      rows.push({ ...before, until_at: before.seen_at }, start(at, found));
    } else {
      days.push(...count(before, at));
      if (before.state === found.state) {
        rows.push({ ...before, detail: found.detail, seen_at: at });
      } else {
        rows.push({ ...before, seen_at: at, until_at: at }, start(at, found));
      }
    }
  };

  const changeOf = (at: number, found: Observation): HealthChange | undefined => {
    const before = open.get(found.component);
    const from = before?.state ?? "unknown";
    // Nobody needs to hear that a start found everything in order.
    const isNews = from !== found.state && (before !== undefined || found.state !== "ok");
    const { component, state: to, detail } = found;
    return isNews ? { name: "health.changed", component, from, to, at, detail } : undefined;
  };

  const endOne = (at: number, row: HistoryRow): HistoryRow => {
    const isSeen = at >= row.seen_at && at - row.seen_at <= maxGapMs;
    return { ...row, until_at: isSeen ? at : row.seen_at };
  };

  return {
    observe: (at, found) => {
      const rows: HistoryRow[] = [];
      const days: DayRow[] = [];
      const changes = found.map((one) => changeOf(at, one)).filter((one) => one !== undefined);
      for (const one of found) step(at, one, rows, days);
      const names = new Set(found.map(({ component }) => component));
      for (const row of open.values()) {
        // A part that no check reports any more is not known to be anything.
        if (!names.has(row.component)) rows.push(endOne(at, row));
      }
      open.clear();
      for (const row of rows) if (row.until_at === null) open.set(row.component, row);
      return { rows, days, changes };
    },
    end: (at) => {
      const rows = [...open.values()].map((row) => endOne(at, row));
      open.clear();
      return { rows, days: [], changes: [] };
    },
  };
};
