import { randomBytes, randomFillSync } from "node:crypto";
import type { Random } from "#core";

/** As long as an id or a nonce; keys and tokens are longer, and never lie in a pool. */
const LONGEST_POOLED = 16;
const POOL_BYTES = 1_024;

/**
 * The operating system's source of unpredictable bytes. Short ones, of which every request takes
 * some, are cut out of a pool: asking for 12 bytes costs as much as asking for thousands. What was
 * given out is no longer in the pool.
 */
export const createSecureRandom = (): Random => {
  const pool = new Uint8Array(POOL_BYTES);
  let at = POOL_BYTES;
  return {
    bytes: (length) => {
      if (length > LONGEST_POOLED) return randomBytes(length);
      if (at + length > POOL_BYTES) {
        randomFillSync(pool);
        at = 0;
      }
      const taken = pool.slice(at, at + length);
      pool.fill(0, at, at + length);
      at += length;
      return taken;
    },
  };
};
