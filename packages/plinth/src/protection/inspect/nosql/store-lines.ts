/** Commands of Redis that change or tell something, as clients write them. */
const REDIS: ReadonlySet<string> = new Set(
  "APPEND AUTH CLIENT CONFIG DEBUG DEL EVAL EXPIRE FLUSHALL FLUSHDB GETSET HSET KEYS LPUSH MIGRATE MODULE RENAME REPLICAOF RPUSH SADD SAVE SCRIPT SET SETEX SHUTDOWN SLAVEOF SUBSCRIBE ZADD".split(
    " ",
  ),
);

/** How many lines are read for one that is a command. */
const LINES = 4;

/** A key, and behind it what memcached stores with it: flags, seconds and bytes. */
const FIRST = /^\S{0,60}(?:[^\S\n]{1,3}\d{1,10}){0,3}$/;

const REDIS_LINE = /^([A-Z]{3,10})(?:[^\S\n]{1,3}\S{1,120}){0,4}$/;

/** What keys and values have, and the words of a sentence hardly: "soup:7", "*", "{". */
const IS_KEY = /[A-Z] {1,3}\S{0,60}[\d:*{_]/;

/** A line of memcached (protocol.txt). */
const MEMCACHED_LINE =
  /^(?:flush_all|stats\s(?:items|slabs|cachedump|settings|sizes)\b.{0,20}|(?:delete|incr|touch)\s\S{1,60}|(?:set|add|replace)\s\S{1,60}(?:[^\S\n]{1,3}\d{1,10}){3})$/;

const isCommand = (line: string): boolean =>
  REDIS.has(REDIS_LINE.exec(line)?.[1] ?? "") || MEMCACHED_LINE.test(line);

/** Whether a key is left by a line break for a command of Redis or memcached. */
export const hasStoreLine = (text: string): boolean => {
  const [first = "", ...rest] = text.split("\n", LINES + 1).map((line) => line.replace(/\r$/, ""));
  // The last line of a command is ended, too: one that is not is a sentence of two lines.
  if (!FIRST.test(first) || rest.length < 2) return false;
  // Clients end lines by two characters; people write lists whose lines shout, too.
  const isByClient = text.includes("\r\n");
  return rest.slice(0, -1).some((line) => isCommand(line) && (isByClient || IS_KEY.test(line)));
};
