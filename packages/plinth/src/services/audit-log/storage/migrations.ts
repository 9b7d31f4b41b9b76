import { defineMigration, type Migration, type MigrationTables } from "#store";
import { type Kysely, sql } from "#vendor/kysely";

/** Whoever changes what was recorded has to take the guard away first, and the chain still tells. */
const guardEmbedded = async (db: Kysely<MigrationTables>): Promise<void> => {
  await sql`create trigger audit_log_stays before update on audit_log
    begin select raise(abort, 'audit_log is append-only'); end`.execute(db);
  await sql`create trigger audit_log_is_kept before delete on audit_log
    when old.seq > coalesce((select max(seq) from audit_checkpoints where kind = 'cut'), 0)
    begin select raise(abort, 'audit_log is append-only'); end`.execute(db);
  await sql`create trigger audit_checkpoints_stay before update on audit_checkpoints
    begin select raise(abort, 'audit_checkpoints is append-only'); end`.execute(db);
  await sql`create trigger audit_checkpoints_are_kept before delete on audit_checkpoints
    begin select raise(abort, 'audit_checkpoints is append-only'); end`.execute(db);
  await sql`create trigger audit_head_is_kept before delete on audit_head
    begin select raise(abort, 'audit_head is kept'); end`.execute(db);
  await sql`create trigger audit_head_goes_forward before update on audit_head
    when new.seq < old.seq
    begin select raise(abort, 'audit_head goes forward'); end`.execute(db);
};

/** Triggers name their function with its schema: a temporary one is on no search path. */
const triggerPostgresql = (
  name: string,
  when: "update or delete" | "truncate",
  table: string,
  each: "row" | "statement",
  run: string,
): string =>
  `execute format('create trigger ${name} before ${when} on ${table} for each ${each} execute function %I.${run}()', current_schema());`;

const guardPostgresql = async (db: Kysely<MigrationTables>): Promise<void> => {
  await sql`create function audit_guard() returns trigger language plpgsql as $guard$
    begin
      if tg_op = 'DELETE' and tg_table_name = 'audit_log' then
        if old.seq <= coalesce((select max(seq) from audit_checkpoints where kind = 'cut'), 0) then
          return old;
        end if;
      elsif tg_op = 'UPDATE' and tg_table_name = 'audit_head' then
        if new.seq >= old.seq then
          return new;
        end if;
      end if;
      raise exception '% is append-only', tg_table_name;
    end $guard$`.execute(db);
  const triggers = ["audit_log", "audit_checkpoints", "audit_head"].flatMap((table) => [
    triggerPostgresql(`${table}_stays`, "update or delete", table, "row", "audit_guard"),
    triggerPostgresql(`${table}_is_kept`, "truncate", table, "statement", "audit_guard"),
  ]);
  await sql`do ${sql.lit(`begin ${triggers.join(" ")} end`)}`.execute(db);
};

const auditLog = defineMigration({
  id: "audit-log-0001",
  reason: "who did what, when, where and with what outcome, in a chain that tells what was changed",
  up: async (db, { columns, createTable, engine }) => {
    const entries = (table: "audit_intake" | "audit_log") =>
      createTable(table)
        .addColumn("id", columns.id, (column) =>
          table === "audit_intake" ? column.primaryKey() : column.notNull().unique(),
        )
        .addColumn("at", columns.time, (column) => column.notNull())
        .addColumn("action", columns.text, (column) => column.notNull())
        .addColumn("outcome", columns.text, (column) =>
          table === "audit_intake" ? column : column.notNull(),
        )
        .addColumn("actor", columns.text)
        .addColumn("via", columns.text)
        .addColumn("target", columns.text)
        .addColumn("route", columns.text)
        .addColumn("status", columns.integer)
        .addColumn("request_id", columns.text)
        .addColumn("trace_id", columns.text)
        .addColumn("origin", columns.text)
        .addColumn("details", columns.text);
    await entries("audit_intake").execute();
    await entries("audit_log")
      .addColumn("seq", columns.integer, (column) => column.primaryKey())
      .addColumn("noted_at", columns.time, (column) => column.notNull())
      .addColumn("hash", columns.text, (column) => column.notNull())
      .execute();
    await createTable("audit_checkpoints")
      .addColumn("number", columns.integer, (column) => column.primaryKey())
      .addColumn("kind", columns.text, (column) => column.notNull())
      .addColumn("seq", columns.integer, (column) => column.notNull())
      .addColumn("hash", columns.text, (column) => column.notNull())
      .addColumn("at", columns.time, (column) => column.notNull())
      .addColumn("previous", columns.text, (column) => column.notNull())
      .addColumn("public_key", columns.text, (column) => column.notNull())
      .addColumn("signature", columns.text, (column) => column.notNull())
      .execute();
    await createTable("audit_head")
      .addColumn("id", columns.integer, (column) => column.primaryKey())
      .addColumn("seq", columns.integer, (column) => column.notNull())
      .addColumn("hash", columns.text, (column) => column.notNull())
      .addColumn("noted_at", columns.time, (column) => column.notNull())
      .addColumn("checkpoint", columns.integer, (column) => column.notNull())
      .addColumn("checkpoint_digest", columns.text, (column) => column.notNull())
      .addColumn("checkpoint_seq", columns.integer, (column) => column.notNull())
      .addColumn("checkpoint_at", columns.time, (column) => column.notNull())
      .addColumn("public_key", columns.text, (column) => column.notNull())
      .addColumn("signature", columns.text, (column) => column.notNull())
      .addColumn("turn", columns.integer, (column) => column.notNull())
      .execute();
    await createTable("audit_keys")
      .addColumn("ref", columns.id, (column) => column.primaryKey())
      .addColumn("subject_id", columns.text, (column) => column.notNull())
      .addColumn("sealed_key", columns.text, (column) => column.notNull())
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .execute();
    const index = (name: string, table: string, of: string[]) =>
      db.schema.createIndex(name).on(table).columns(of).execute();
    await index("audit_keys_by_subject", "audit_keys", ["subject_id"]);
    await index("audit_checkpoints_by_kind", "audit_checkpoints", ["kind", "seq"]);
    // Each ends in the order of pages, so that a page of one actor or action is read without sorting.
    await index("audit_log_by_time", "audit_log", ["at", "seq"]);
    await index("audit_log_by_actor", "audit_log", ["actor", "at", "seq"]);
    await index("audit_log_by_action", "audit_log", ["action", "at", "seq"]);
    await index("audit_log_by_target", "audit_log", ["target", "at", "seq"]);
    await index("audit_log_by_outcome", "audit_log", ["outcome", "at", "seq"]);
    await index("audit_log_by_request", "audit_log", ["request_id"]);
    await (engine === "embedded" ? guardEmbedded(db) : guardPostgresql(db));
  },
  down: async (db, { engine }) => {
    const tables = ["audit_keys", "audit_head", "audit_checkpoints", "audit_log", "audit_intake"];
    for (const table of tables) await db.schema.dropTable(table).execute();
    if (engine === "postgresql") await sql`drop function audit_guard()`.execute(db);
  },
});

/** The tables of the audit trail. */
export const auditLogMigrations: readonly Migration[] = [auditLog];
