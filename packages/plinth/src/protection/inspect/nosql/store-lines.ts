/** Commands of Redis that change or tell something, as clients write them. */
const REDIS: ReadonlySet<string> = new Set(
  "APPEND AUTH BGSAVE CLIENT CLUSTER CONFIG DEBUG DEL EVAL EVALSHA EXPIRE FLUSHALL FLUSHDB GETSET HGETALL HSET KEYS LPUSH LRANGE MGET MIGRATE MODULE MSET RENAME REPLICAOF RPUSH SADD SAVE SCRIPT SET SETEX SHUTDOWN SLAVEOF SMEMBERS SUBSCRIBE UNLINK ZADD".split(
    " ",
  ),
);
/** Those that people shout as well, where no key stands behind them. */
const WORDS: ReadonlySet<string> = new Set(
  "ACL DUMP GET INFO MONITOR PERSIST PUBLISH RESTORE SCAN SYNC".split(" "),
);

/** How many lines are read for one that is a command. */
const LINES = 4;

/** A key, and behind it what memcached stores with it: flags, seconds and bytes. */
const FIRST = /^\S{0,60}(?:[^\S\n]{1,3}\d{1,10}){0,3}$/;

const REDIS_LINE = /^([A-Z]{3,10})(?:[^\S\n]{1,3}\S{1,120}){0,8}$/;

/** What keys and values have, and the words of a sentence hardly: "soup:7", "*", "{". */
const IS_KEY = /[A-Z] {1,3}\S{0,60}[\d:*{_]/;

/** A line of memcached (protocol.txt). */
const MEMCACHED_LINE =
  /^(?:flush_all|stats\s(?:items|slabs|cachedump|settings|sizes)\b.{0,20}|lru_crawler\s\S{1,24}\s\w{1,12}|(?:delete|incr|decr|touch|gets?|gat)\s\S{1,60}(?:\s\d{1,12})?|(?:set|add|replace)\s\S{1,60}(?:[^\S\n]{1,3}\d{1,10}){3})$/;

const isCommand = (line: string): boolean =>
  REDIS.has(REDIS_LINE.exec(line)?.[1] ?? "") || MEMCACHED_LINE.test(line);

const isCommandOnKey = (line: string): boolean =>
  IS_KEY.test(line) && (WORDS.has(REDIS_LINE.exec(line)?.[1] ?? "") || isCommand(line));

/** Whether a key is left by a line break for a command of Redis or memcached. */
export const hasStoreLine = (text: string): boolean => {
  const [first = "", ...rest] = text.split("\n", LINES + 1).map((line) => line.replace(/\r$/, ""));
  // The last line of a command is ended, too: one that is not is a sentence of two lines.
  if (!FIRST.test(first) || rest.length < 2) return false;
  // Clients end lines by two characters; people write lists whose lines shout, too.
  const isByClient = text.includes("\r\n");
  return rest.slice(0, -1).some((line) => (isByClient && isCommand(line)) || isCommandOnKey(line));
};
