import { defineMigration, type Migration } from "#store";

const jobs = defineMigration({
  id: "jobs-0001",
  reason: "work that outlives the process: jobs, who holds them, and when schedules come next",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("jobs")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("name", columns.text, (column) => column.notNull())
      .addColumn("payload", columns.json, (column) => column.notNull())
      .addColumn("state", columns.text, (column) => column.notNull())
      .addColumn("priority", columns.integer, (column) => column.notNull())
      .addColumn("run_at", columns.time, (column) => column.notNull())
      .addColumn("waits_from", columns.time)
      .addColumn("attempt", columns.integer, (column) => column.notNull())
      .addColumn("retries", columns.integer, (column) => column.notNull())
      .addColumn("dedupe_key", columns.text)
      .addColumn("claimed_by", columns.id)
      .addColumn("subject_id", columns.id)
      .addColumn("last_error", columns.text)
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .addColumn("started_at", columns.time)
      .addColumn("ended_at", columns.time)
      .addColumn("expires_at", columns.time)
      .addUniqueConstraint("jobs_once_by_key", ["name", "dedupe_key"])
      .execute();
    await db.schema
      .createIndex("jobs_by_turn")
      .on("jobs")
      .columns(["state", "priority desc", "id"])
      .execute();
    await db.schema.createIndex("jobs_by_worker").on("jobs").column("claimed_by").execute();
    await db.schema.createIndex("jobs_by_subject").on("jobs").column("subject_id").execute();
    await db.schema.createIndex("jobs_by_end").on("jobs").column("expires_at").execute();
    await createTable("job_workers")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("beat", columns.integer, (column) => column.notNull())
      .execute();
    await createTable("job_schedules")
      .addColumn("name", columns.text, (column) => column.primaryKey())
      .addColumn("rule", columns.text, (column) => column.notNull())
      .addColumn("next_at", columns.time, (column) => column.notNull())
      .addColumn("last_at", columns.time)
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("job_schedules").execute();
    await db.schema.dropTable("job_workers").execute();
    await db.schema.dropTable("jobs").execute();
  },
});

const context = defineMigration({
  id: "jobs-0002",
  reason: "a job keeps which request and trace it comes from",
  compatible: "expand",
  up: async (db, { columns }) => {
    await db.schema.alterTable("jobs").addColumn("context", columns.text).execute();
  },
  down: async (db) => {
    await db.schema.alterTable("jobs").dropColumn("context").execute();
  },
});

/** The tables of the queue, in their order. */
export const jobMigrations: readonly Migration[] = [jobs, context];
