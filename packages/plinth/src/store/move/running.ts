import { BootError } from "#core";
import { type QueryExecutorProvider, sql } from "#vendor/kysely";
import type { Store } from "../contract.ts";

/**
 * Refuses a database that an instance is connected to. An embedded one cannot be: its directory is
 * locked by whoever opened it.
 * @throws {BootError} naming how many connections there are.
 */
export const requireNoInstance = async (
  engine: Store["engine"],
  db: QueryExecutorProvider,
  which: "source" | "target",
): Promise<void> => {
  if (engine === "embedded") return;
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from pg_stat_activity
    where datname = current_database() and application_name = 'plinth'
      and pid <> pg_backend_pid()`.execute(db);
  const count = rows[0]?.count ?? 0;
  if (count > 0) {
    throw new BootError([
      `A running instance holds ${count} connection${count === 1 ? "" : "s"} to the ${which}; stop every instance first.`,
    ]);
  }
};
