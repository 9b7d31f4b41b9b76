import { BootError } from "#core";
import { type Kysely, sql } from "#vendor/kysely";
import type { Store } from "../contract.ts";
import { type HistoryTables, lockHistory } from "./history.ts";

interface RoleRow {
  readonly role: string;
  readonly schema: string;
  readonly creates: number;
  readonly owns: number;
}

/** Who somebody is on a server, and whether they may change the schema. */
const readRole = async (store: Store): Promise<RoleRow> => {
  const { rows } = await sql<RoleRow>`
    select current_user as "role", current_schema() as "schema",
      (has_schema_privilege(current_schema(), 'CREATE')
        or (select rolsuper from pg_roles where rolname = current_user)) as "creates",
      exists (
        select from pg_tables
        where schemaname = current_schema() and pg_has_role(tableowner, 'MEMBER')
      ) as "owns"`.execute(store.read());
  const [row] = rows;
  if (row === undefined) throw new BootError(["The server did not say which role this is."]);
  return row;
};

/**
 * Why the role of the application may do more than change rows, in sentences; empty when it may not
 * (DB-10).
 */
const roleProblems = ({ role, schema, creates, owns }: RoleRow): readonly string[] => [
  ...(creates === 0
    ? []
    : [
        `The role ${role} of DATABASE_URL may create tables, although DATABASE_MIGRATION_URL names the one that migrates; take that right away: revoke create on schema ${schema} from public, ${role}.`,
      ]),
  ...(owns === 0
    ? []
    : [
        `The role ${role} of DATABASE_URL owns tables or belongs to their owner, so it may drop them; give them to the role of DATABASE_MIGRATION_URL.`,
      ]),
];

const grant = async (migrating: Store, { role, schema }: RoleRow): Promise<void> => {
  const [to, within] = [sql.id(role), sql.id(schema)];
  await migrating.transaction(
    async (tx: Kysely<unknown>) => {
      await lockHistory("postgresql", tx as unknown as Kysely<HistoryTables>);
      await sql`grant usage on schema ${within} to ${to}`.execute(tx);
      await sql`grant select, insert, update, delete on all tables in schema ${within} to ${to}`.execute(
        tx,
      );
      await sql`grant usage on all sequences in schema ${within} to ${to}`.execute(tx);
      // What was migrated is for the other role to say.
      await sql`revoke insert, update, delete on plinth_migrations from ${to}`.execute(tx);
    },
    { isolation: "read committed" },
  );
};

/**
 * Lets the role of the application change rows of all tables that the other role has made, and makes
 * sure that it can do nothing to the tables themselves.
 * @throws {BootError} when it can, saying what to revoke.
 */
export const separateRoles = async (application: Store, migrating: Store): Promise<void> => {
  const role = await readRole(application);
  const problems = roleProblems(role);
  if (problems.length > 0) throw new BootError(problems);
  await grant(migrating, role);
};
