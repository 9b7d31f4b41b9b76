import type { ComponentState, DayRow, HistoryRow } from "./timeline.ts";

/** A stretch of time in which one part kept one state, as people are shown it. */
export interface Entry {
  readonly component: string;
  /** "unknown" for time in which nobody looked. */
  readonly state: ComponentState;
  readonly detail: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Null while it lasts. */
  readonly until: number | null;
}

/** What one day was for one part. */
export interface Day {
  readonly day: string;
  /** Percent of the measured time in which the part worked, rounded down; null: not measured. */
  readonly uptime: number | null;
}

/** When a stretch ended: a process that died leaves its stretches open, so the last look counts. */
const endOf = (row: HistoryRow, now: number, maxGapMs: number): number | null =>
  row.until_at ?? (now - row.seen_at > maxGapMs ? row.seen_at : null);

const unknown = (component: string, since: number, until: number | null): Entry => ({
  component,
  state: "unknown",
  detail: "nobody looked",
  since,
  until,
});

/** Entries of one part, oldest first, with what nobody saw named in between. */
const fillGaps = (rows: readonly HistoryRow[], now: number, maxGapMs: number): readonly Entry[] => {
  const entries: Entry[] = [];
  let covered: number | null | undefined;
  for (const row of rows.toSorted((a, b) => a.since_at - b.since_at)) {
    const { component, state, detail, since_at: since } = row;
    if (typeof covered === "number" && since - covered > maxGapMs) {
      entries.push(unknown(component, covered, since));
    }
    const until = endOf(row, now, maxGapMs);
    entries.push({ component, state, detail, since, until });
    covered = until === null || covered === null ? null : Math.max(covered ?? 0, until);
  }
  const last = rows[0];
  if (last !== undefined && typeof covered === "number" && now - covered > maxGapMs) {
    entries.push(unknown(last.component, covered, null));
  }
  return entries;
};

/** All entries, newest first. */
export const entriesOf = (
  rows: readonly HistoryRow[],
  now: number,
  maxGapMs: number,
): readonly Entry[] =>
  [...Map.groupBy(rows, (row) => row.component).values()]
    .flatMap((group) => fillGaps(group, now, maxGapMs))
    .toSorted((a, b) => b.since - a.since || a.component.localeCompare(b.component));

/** Two decimals, never up: 99.996 % is not 100 %. */
const percent = (part: number, whole: number): number => Math.floor((part / whole) * 10_000) / 100;

/** One value for each of the given days; a degraded part still works. */
export const uptimeOf = (rows: readonly DayRow[], days: readonly string[]): readonly Day[] => {
  const byDay = Map.groupBy(rows, (row) => row.day);
  return days.map((day) => {
    const measured = byDay.get(day) ?? [];
    const up = measured.reduce((sum, row) => sum + row.ok_ms + row.degraded_ms, 0);
    const whole = measured.reduce((sum, row) => sum + row.failed_ms, up);
    return { day, uptime: whole === 0 ? null : percent(up, whole) };
  });
};
