import { defineMigration, type Migration } from "#store";

const cspReports = defineMigration({
  id: "csp-reports-0001",
  reason: "what pages were kept from doing is known after the browsers that told of it are gone",
  compatible: "expand",
  up: async (_, { createTable, columns }) => {
    await createTable("csp_violations")
      .addColumn("id", columns.text, (column) => column.primaryKey())
      .addColumn("directive", columns.text, (column) => column.notNull())
      .addColumn("blocked", columns.text, (column) => column.notNull())
      .addColumn("page", columns.text, (column) => column.notNull())
      .addColumn("source", columns.text, (column) => column.notNull())
      .addColumn("line", columns.integer, (column) => column.notNull())
      .addColumn("disposition", columns.text, (column) => column.notNull())
      .addColumn("times", columns.integer, (column) => column.notNull())
      .addColumn("first_at", columns.time, (column) => column.notNull())
      .addColumn("last_at", columns.time, (column) => column.notNull())
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("csp_violations").execute();
  },
});

/** The table of violations. */
export const cspReportMigrations: readonly Migration[] = [cspReports];
