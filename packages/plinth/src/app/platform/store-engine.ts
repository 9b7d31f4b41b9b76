import type { Config } from "#config";
import type { Secret } from "#core";
import type { PostgresqlEngineOptions, StoreOptions } from "#store";

const CONNECT_TIMEOUT_MS = 30_000;
const COMMAND_TIMEOUT_MS = 60_000;

/** How a server at `url` is used (DB-02, DB-03). */
export const postgresqlEngine = (
  database: Config["database"],
  url: Secret,
): PostgresqlEngineOptions => ({
  kind: "postgresql",
  url,
  poolSize: database.poolSize,
  maxOverflow: database.maxOverflow,
  poolTimeoutMs: database.poolTimeoutSeconds * 1000,
  recycleMs: database.poolRecycleSeconds * 1000,
  connectTimeoutMs: CONNECT_TIMEOUT_MS,
  commandTimeoutMs: COMMAND_TIMEOUT_MS,
});

/** The engine that the configuration asks for: DATABASE_URL alone decides (DB-01). */
export const storeEngine = ({
  database,
  dataDirectory,
}: Pick<Config, "database" | "dataDirectory">): StoreOptions["engine"] => {
  const { url, replicaUrl } = database;
  if (url === undefined) return { kind: "embedded", directory: dataDirectory };
  return {
    ...postgresqlEngine(database, url),
    ...(replicaUrl === undefined ? {} : { replicaUrl }),
  };
};
