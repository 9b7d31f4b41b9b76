import type { Random } from "#core";
import { type Redis, type RedisScript, RedisUnavailable } from "#store";
import type { SharedItem, SharedRead, SharedTier } from "./contract.ts";
import {
  DROP_MATCHES_SCRIPT,
  DROP_SCRIPT,
  DROP_TAG_SCRIPT,
  FILL_SCRIPT,
  READ_SCRIPT,
  WRITE_SCRIPT,
} from "./scripts.ts";

/** Longest wait of a reader, who has computing left, in milliseconds. */
const READ_LIMIT_MS = 50;
/** Longest wait of a change, which nobody makes up for before the next attempt, in milliseconds. */
const CHANGE_LIMIT_MS = 250;
const DAY_MS = 86_400_000;
/** No entry outlives this, and no tag ends before its entries. */
const MAX_FRESH_MS = DAY_MS;
const TAG_LIFE_MS = 2 * DAY_MS;
/** What is longer is not shared: one slow answer holds up all callers of the server. */
const MAX_TEXT = 1_048_576;
const MAX_NAME = 1_000;
/** Keys looked at in one step of a search, and steps until everything is dropped instead. */
const SCAN_STEP = 1_000;
const MAX_STEPS = 1_000;
/** More stars than that, and matching one key may take long: everything is dropped instead. */
const MAX_STARS = 4;
const TOKEN_BYTES = 16;

/** How the tier of a namespace is built. */
export interface RedisTierOptions {
  readonly redis: Pick<Redis, "namespace" | "evaluate">;
  readonly random: Pick<Random, "bytes">;
  /** The namespace, in kebab-case. */
  readonly name: string;
  /** How long one computation may take, in milliseconds: so long its lease is good. */
  readonly leaseMs: number;
}

/** What Redis keeps as it is: text that is no text in UTF-8 would read like another. */
const isSharable = (name: string): boolean => name.length <= MAX_NAME && name.isWellFormed();

/** What lies in a pattern of Redis for itself. */
const literal = (text: string): string => text.replace(/[*?[\]\\^]/g, "\\$&");

const isItemSharable = ({ text, tags }: SharedItem): boolean =>
  text.length <= MAX_TEXT && tags.every(isSharable);

const wholeMs = (milliseconds: number): number =>
  Math.max(1, Math.ceil(Math.min(milliseconds, MAX_FRESH_MS)));

/** How many, as scripts that change something say. */
const readCount = (reply: unknown): number => {
  if (typeof reply !== "number") throw new RedisUnavailable("an answer that is no number");
  return reply;
};

/** Where a search goes on. */
const readCursor = (reply: unknown): string => {
  if (typeof reply !== "string" || !/^\d+$/.test(reply)) {
    throw new RedisUnavailable("an answer that is no cursor");
  }
  return reply;
};

/** What is kept and fresh, and whether the reader may fill it where nothing is. */
const readEntry = (reply: unknown): Pick<SharedRead, "found"> & { isGiven: boolean } => {
  const [text, freshMs, given] = Array.isArray(reply) ? (reply as readonly unknown[]) : [];
  const isText = typeof text === "string" || text === null;
  if (!isText || typeof freshMs !== "number" || typeof given !== "number") {
    throw new RedisUnavailable("an answer that is no reading");
  }
  const isFresh = text !== null && freshMs > 0;
  return { found: isFresh ? { text, freshMs } : undefined, isGiven: !isFresh && given === 1 };
};

/**
 * Builds the tier of a namespace in Redis: one script an operation, so that nothing of another node
 * comes in between, and a life on every key. Keys and tags that are no text in UTF-8 or have more than
 * 1000 characters, and values of more than 1 MiB of text, are not shared: each node has its own.
 * Calls reject with {@link RedisUnavailable} after 50 ms for reads and 250 ms for changes.
 */
export const createRedisTier = (options: RedisTierOptions): SharedTier => {
  const { redis, random, name, leaseMs } = options;
  // One slot wherever slots matter.
  const prefix = `${redis.namespace}:{cache}:${name}:`;
  const tagPrefix = `${prefix}tag:`;
  const keysOf = (key: string) => [`${prefix}entry:${key}`, `${prefix}lease:${key}`];
  const newToken = (): string => Buffer.from(random.bytes(TOKEN_BYTES)).toString("hex");
  const change = (
    script: RedisScript,
    keys: readonly string[],
    ...values: readonly (string | number)[]
  ): Promise<number> => redis.evaluate(script, keys, values, CHANGE_LIMIT_MS, readCount);

  const drop = async (key: string): Promise<void> => {
    if (isSharable(key)) await change(DROP_SCRIPT, keysOf(key));
  };
  /** Every entry has the tag of no name, so that one change drops all of them. */
  const tagsOf = (tags: readonly string[]): readonly string[] => [
    "",
    ...tags.map((tag) => `:${tag}`),
  ];
  const dropVersion = async (tag: string): Promise<void> => {
    await change(DROP_TAG_SCRIPT, [tagPrefix + tag], newToken(), TAG_LIFE_MS);
  };
  const dropMatches = async (pattern: string): Promise<boolean> => {
    let cursor = "0";
    for (let step = 0; step < MAX_STEPS; step += 1) {
      const values = [cursor, pattern, SCAN_STEP];
      cursor = await redis.evaluate(DROP_MATCHES_SCRIPT, [], values, CHANGE_LIMIT_MS, readCursor);
      if (cursor === "0") return true;
    }
    return false;
  };

  return {
    read: async (key, tags) => {
      if (!isSharable(key) || !tags.every(isSharable))
        return { found: undefined, lease: undefined };
      const token = newToken();
      const values = [tagPrefix, TAG_LIFE_MS, token, wholeMs(leaseMs), ...tagsOf(tags)];
      const { found, isGiven } = await redis.evaluate(
        READ_SCRIPT,
        keysOf(key),
        values,
        READ_LIMIT_MS,
        readEntry,
      );
      return { found, lease: isGiven ? token : undefined };
    },
    fill: async (key, lease, item) => {
      // Without a value the lease ends by itself, and meanwhile nobody else fills either.
      if (!isSharable(key) || !isItemSharable(item)) return false;
      const { text, freshMs } = item;
      return (
        (await change(FILL_SCRIPT, keysOf(key), tagPrefix, lease, wholeMs(freshMs), text)) === 1
      );
    },
    write: async (key, item) => {
      if (!isSharable(key)) return;
      if (!isItemSharable(item)) return drop(key);
      const { text, freshMs, tags } = item;
      const values = [tagPrefix, TAG_LIFE_MS, newToken(), wholeMs(freshMs), text, ...tagsOf(tags)];
      await change(WRITE_SCRIPT, keysOf(key), ...values);
    },
    drop,
    dropTag: async (tag) => {
      if (isSharable(tag)) await dropVersion(`:${tag}`);
    },
    dropPattern: async (pattern) => {
      const parts = pattern.split("*");
      const isSimple = parts.length <= MAX_STARS + 1 && isSharable(pattern);
      // Keys begin with their owner, whom no pattern means: any owner, the zero character, the key.
      const own = `*\u0000${parts.map(literal).join("*")}`;
      const search = async (kind: string) => dropMatches(`${literal(`${prefix}${kind}:`)}${own}`);
      // Leases first: who still computes must not fill what the search has passed already.
      const isThrough = isSimple && (await search("lease")) && (await search("entry"));
      if (!isThrough) await dropVersion("");
    },
    dropAll: () => dropVersion(""),
  };
};
