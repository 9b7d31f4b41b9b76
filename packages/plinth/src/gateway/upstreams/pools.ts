import { createRequire } from "node:module";
import type { Pool } from "undici";

/** Longest wait for a connection, in milliseconds. */
const CONNECT_MS = 2_000;

/** Loaded where there is an upstream: every start imports this room, and few have any. */
const loadUndici = (): typeof import("undici") => createRequire(import.meta.url)("undici");

/** Connections to upstreams. */
export interface Pools {
  /** Those of one upstream, opened where it is new. */
  readonly of: (origin: string) => Pool;
  /** Lets the requests of all other upstreams finish, and closes their connections then. */
  readonly keep: (origins: readonly string[]) => void;
  /** Ends everything, requests under way included. */
  readonly destroy: () => Promise<void>;
}

/** Builds the pools; requests beyond `connections` to one upstream wait for a free one. */
export const createPools = (connections: number): Pools => {
  const pools = new Map<string, Pool>();
  const leaving = new Set<Pool>();

  const open = (origin: string): Pool => {
    const { Pool } = loadUndici();
    const pool = new Pool(origin, {
      connections,
      connect: { timeout: CONNECT_MS },
      allowH2: false,
      // The time-out of the route and the idle time of the stream rule; they see the client too.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    pools.set(origin, pool);
    return pool;
  };
  const leave = (origin: string, pool: Pool): void => {
    pools.delete(origin);
    leaving.add(pool);
    const forget = (): void => {
      leaving.delete(pool);
    };
    pool.close().then(forget, forget);
  };
  return {
    of: (origin) => pools.get(origin) ?? open(origin),
    keep: (origins) => {
      for (const [origin, pool] of pools) if (!origins.includes(origin)) leave(origin, pool);
    },
    destroy: async () => {
      await Promise.all([...pools.values(), ...leaving].map((pool) => pool.destroy()));
    },
  };
};
