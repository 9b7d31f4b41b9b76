import { Secret } from "../../packages/plinth/src/core/index.ts";
import type { StoreOptions } from "../../packages/plinth/src/store/index.ts";

/** The store of a process that is to be killed: an embedded directory or a PostgreSQL address. */
export const engineOf = (target: string, poolSize: number): StoreOptions["engine"] =>
  target.startsWith("postgresql:")
    ? {
        kind: "postgresql",
        url: new Secret(target),
        poolSize,
        maxOverflow: 0,
        poolTimeoutMs: 5_000,
        recycleMs: 3_600_000,
        connectTimeoutMs: 5_000,
        commandTimeoutMs: 5_000,
      }
    : { kind: "embedded", directory: target };
