import type { HealthRepository } from "./repository.ts";
import type { DayRow, HistoryRow, Progress } from "./timeline.ts";

/** What could not be written yet; a database that is down must not cost the history of its fall. */
export interface Outbox {
  readonly add: (progress: Pick<Progress, "rows" | "days">) => void;
  /** Writes everything; what fails stays for the next time. Rejects as the repository does. */
  readonly flush: () => Promise<void>;
  /** How much waits. */
  readonly size: () => number;
}

/** Rows that may wait: a part that changes its state at every check fills them in over an hour. */
const MAX_ROWS = 1_000;

const dayKey = ({ component, day }: DayRow): string => `${day} ${component}`;

/** Builds an empty one; `onDropped` hears how many of the oldest rows had to go. */
export const createOutbox = (
  repository: Pick<HealthRepository, "save">,
  onDropped: (count: number) => void,
): Outbox => {
  const rows = new Map<string, HistoryRow>();
  const days = new Map<string, DayRow>();

  /** What was replaced while it was being written has still to be written. */
  const remove = <T>(kept: Map<string, T>, written: readonly (readonly [string, T])[]): void => {
    for (const [key, value] of written) if (kept.get(key) === value) kept.delete(key);
  };

  return {
    add: (progress) => {
      for (const row of progress.rows) rows.set(row.id, row);
      for (const day of progress.days) days.set(dayKey(day), day);
      const tooMany = rows.size - MAX_ROWS;
      if (tooMany <= 0) return;
      for (const id of [...rows.keys()].slice(0, tooMany)) rows.delete(id);
      onDropped(tooMany);
    },
    flush: async () => {
      const [someRows, someDays] = [[...rows], [...days]];
      if (someRows.length + someDays.length === 0) return;
      await repository.save(
        someRows.map(([, row]) => row),
        someDays.map(([, day]) => day),
      );
      remove(rows, someRows);
      remove(days, someDays);
    },
    size: () => rows.size + days.size,
  };
};
