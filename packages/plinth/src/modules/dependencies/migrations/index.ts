import { defineMigration, type Migration } from "#store";

const dependencyOrders = defineMigration({
  id: "dependencies-0001",
  reason: "all nodes know what administrators decided about dependencies, also after a restart",
  compatible: "expand",
  up: async (_db, { createTable, columns }) => {
    await createTable("dependency_orders")
      .addColumn("name", columns.text, (column) => column.primaryKey())
      .addColumn("mode", columns.text)
      .addColumn("resets", columns.integer, (column) => column.notNull())
      .addColumn("changed_at", columns.time, (column) => column.notNull())
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("dependency_orders").execute();
  },
});

/** The table of what administrators decided, in its order. */
export const dependencyMigrations: readonly Migration[] = [dependencyOrders];
