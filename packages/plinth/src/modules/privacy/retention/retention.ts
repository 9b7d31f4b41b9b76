import type { Clock } from "#core";
import type { RetentionClass, RetentionDays, TableClasses } from "#modules/contract";
import type { Logger } from "#telemetry";
import type { RetentionRepository } from "./retention-repository.ts";

const DAY_MS = 86_400_000;

/** What is due in one table. */
export interface DueTable {
  readonly table: string;
  readonly retention: RetentionClass;
  readonly days: number;
  /** Rows older than that. */
  readonly rows: number;
}

/** Removes what is older than its class allows (PRIV-07). */
export interface Retention {
  /** What a run would remove; tables with nothing due are left out. */
  readonly due: () => Promise<readonly DueTable[]>;
  /** What was removed. A table that cannot be tidied now does not keep the others from it. */
  readonly run: () => Promise<readonly DueTable[]>;
}

/** Builds it on the tables that the application declares. */
export const createRetention = (parts: {
  readonly classes: () => readonly TableClasses[];
  /** As the settings say. */
  readonly days: RetentionDays;
  readonly repository: RetentionRepository;
  readonly clock: Clock;
  readonly log: Logger;
}): Retention => {
  const { classes, repository, clock, log } = parts;
  const known: Readonly<Partial<Record<RetentionClass, number>>> = parts.days;

  const each = async (
    work: (table: string, column: string, before: number) => Promise<number>,
  ): Promise<readonly DueTable[]> => {
    const found: DueTable[] = [];
    for (const { table, retention, agedBy } of classes()) {
      const days = known[retention];
      if (agedBy === undefined || days === undefined) continue;
      const rows = await work(table, agedBy, clock.now() - days * DAY_MS);
      if (rows > 0) found.push({ table, retention, days, rows });
    }
    return found;
  };

  return {
    due: () => each(repository.countBefore),
    run: () =>
      each(async (table, column, before) => {
        try {
          return await repository.removeBefore(table, column, before);
        } catch (error) {
          log.error("rows whose time is over could not be removed", { table, error });
          return 0;
        }
      }),
  };
};
