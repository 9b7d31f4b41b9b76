import type { Config } from "#config";
import type { Clock } from "#core";
import {
  createMigrator,
  type Migration,
  type Migrator,
  openStore,
  type Store,
  separateRoles,
} from "#store";
import { postgresqlEngine } from "./store-engine.ts";

/**
 * The migrator of an application. Where DATABASE_MIGRATION_URL names another role, that one changes
 * the schema, on a connection that is open only meanwhile, and the application's own is held to
 * changing rows (DB-10).
 */
export const createPlatformMigrator = (
  { database }: Pick<Config, "database">,
  store: Store,
  clock: Clock,
  migrations: readonly Migration[],
): Migrator => {
  const own = createMigrator(store, migrations);
  const { migrationUrl } = database;
  if (migrationUrl === undefined) return own;

  const asOther = async <T>(move: (migrator: Migrator) => Promise<T>): Promise<T> => {
    const other = await openStore({
      engine: {
        ...postgresqlEngine(database, migrationUrl),
        poolSize: 1,
        maxOverflow: 0,
        variable: "DATABASE_MIGRATION_URL",
      },
      clock,
    });
    try {
      const result = await move(createMigrator(other, migrations));
      await separateRoles(store, other);
      return result;
    } finally {
      await other.close();
    }
  };
  return {
    ...own,
    up: () => asOther((migrator) => migrator.up()),
    down: (toId) => asOther((migrator) => migrator.down(toId)),
  };
};
