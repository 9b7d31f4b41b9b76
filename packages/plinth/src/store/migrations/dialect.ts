import { type CreateTableBuilder, type Kysely, sql } from "#vendor/kysely";
import type { Store } from "../contract.ts";

/** A migration knows tables of its own day, not today's types. */
export type MigrationTables = Record<string, Record<string, unknown>>;

/** Column types with the same JavaScript values on both engines. */
interface ColumnTypes {
  /** UUIDv7 and other identifiers: string. */
  readonly id: "text";
  readonly text: "text";
  /** JSON as text: string; the schema of the module validates it. */
  readonly json: "text";
  /** Whole numbers up to 2^53-1: number. */
  readonly integer: "integer" | "bigint";
  /** An instant: number, milliseconds since the epoch, UTC. */
  readonly time: "integer" | "bigint";
  /** Yes or no: number, 1 or 0. Queries may pass true and false. */
  readonly flag: "integer" | "smallint";
  readonly real: "real" | "double precision";
  /** Uint8Array. */
  readonly bytes: "blob" | "bytea";
}

/** What a migration uses in place of an engine's own words. */
export interface MigrationDialect {
  readonly engine: Store["engine"];
  readonly columns: ColumnTypes;
  /** Starts a table; on SQLite a STRICT one, which refuses values of another type. */
  readonly createTable: <Name extends string>(name: Name) => CreateTableBuilder<Name>;
}

const COLUMNS: Readonly<Record<Store["engine"], ColumnTypes>> = {
  embedded: {
    id: "text",
    text: "text",
    json: "text",
    integer: "integer",
    time: "integer",
    flag: "integer",
    real: "real",
    bytes: "blob",
  },
  postgresql: {
    id: "text",
    text: "text",
    json: "text",
    integer: "bigint",
    time: "bigint",
    flag: "smallint",
    real: "double precision",
    bytes: "bytea",
  },
};

/** The dialect of `engine`, its tables made through `db`. */
export const createMigrationDialect = (
  engine: Store["engine"],
  db: Kysely<MigrationTables>,
): MigrationDialect => ({
  engine,
  columns: COLUMNS[engine],
  createTable: (name) => {
    const table = db.schema.createTable(name);
    return engine === "embedded" ? table.modifyEnd(sql`strict`) : table;
  },
});
