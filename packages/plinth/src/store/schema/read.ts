import type { QueryExecutorProvider } from "#vendor/kysely";
import type { Store } from "../contract.ts";
import type { Schema } from "./contract.ts";
import { readEmbeddedSchema } from "./read-embedded.ts";
import { readPostgresqlSchema } from "./read-postgresql.ts";

/** Reads the schema that `db` sees. */
export const readSchema = (engine: Store["engine"], db: QueryExecutorProvider): Promise<Schema> =>
  engine === "embedded" ? readEmbeddedSchema(db) : readPostgresqlSchema(db);
