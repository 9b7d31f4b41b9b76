import type { Config } from "#config";
import type { StoreOptions } from "#store";

const CONNECT_TIMEOUT_MS = 30_000;
const COMMAND_TIMEOUT_MS = 60_000;

/** The engine that the configuration asks for: DATABASE_URL alone decides (DB-01 to DB-03). */
export const storeEngine = (config: Config): StoreOptions["engine"] => {
  const { database } = config;
  if (database.url === undefined) {
    return { kind: "embedded", directory: config.dataDirectory };
  }
  return {
    kind: "postgresql",
    url: database.url,
    poolSize: database.poolSize,
    maxOverflow: database.maxOverflow,
    poolTimeoutMs: database.poolTimeoutSeconds * 1000,
    recycleMs: database.poolRecycleSeconds * 1000,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    commandTimeoutMs: COMMAND_TIMEOUT_MS,
  };
};
