import { createHash } from "node:crypto";
import type { RedisScript } from "#store";

const script = (text: string): RedisScript => ({
  text,
  // plinth-audit-allow weak-digest: Redis names scripts by it
  digest: createHash("sha1").update(text).digest("hex"),
});

/**
 * Each tag has a version, a token that nothing else ever has: an entry and a lease name the versions
 * of their tags as they were when the lease was given, and count for nothing once one of them differs
 * or is gone. A server that throws keys away for want of memory thus loses entries, but never brings
 * back one that was dropped.
 */
const VERSIONS = `
local function version(tag) return redis.call('GET', ARGV[1] .. tag) end
local function isGood(text)
  local pairs_ = cjson.decode(text)
  for index = 1, #pairs_, 2 do
    if version(pairs_[index]) ~= pairs_[index + 1] then return false end
  end
  return true
end
local function versions(token, first)
  local found = {}
  for index = first, #ARGV do
    local tag = ARGV[index]
    local now = version(tag)
    if now then
      redis.call('PEXPIRE', ARGV[1] .. tag, ARGV[2])
    else
      now = token
      redis.call('SET', ARGV[1] .. tag, now, 'PX', ARGV[2])
    end
    found[#found + 1] = tag
    found[#found + 1] = now
  end
  return cjson.encode(found)
end
`;

/**
 * KEYS: entry, lease. ARGV: prefix of tags, their life, token, life of the lease, tags.
 * Reply: the text or nil, its life left, 1 where the lease was given.
 */
export const READ_SCRIPT = script(`${VERSIONS}
local kept = redis.call('HMGET', KEYS[1], 'value', 'tags')
if kept[1] and kept[2] then
  if isGood(kept[2]) then return { kept[1], redis.call('PTTL', KEYS[1]), 0 } end
  redis.call('UNLINK', KEYS[1])
end
local given = redis.call('HGET', KEYS[2], 'tags')
if given and isGood(given) then return { false, 0, 0 } end
redis.call('UNLINK', KEYS[2])
redis.call('HSET', KEYS[2], 'token', ARGV[3], 'tags', versions(ARGV[3], 5))
redis.call('PEXPIRE', KEYS[2], ARGV[4])
return { false, 0, 1 }
`);

/** KEYS: entry, lease. ARGV: prefix of tags, token, life, text. Reply: 1 where it was kept. */
export const FILL_SCRIPT = script(`${VERSIONS}
local lease = redis.call('HMGET', KEYS[2], 'token', 'tags')
if lease[1] ~= ARGV[2] then return 0 end
redis.call('UNLINK', KEYS[2])
if not isGood(lease[2]) then return 0 end
redis.call('HSET', KEYS[1], 'value', ARGV[4], 'tags', lease[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
`);

/** KEYS: entry, lease. ARGV: prefix of tags, their life, token, life, text, tags. */
export const WRITE_SCRIPT = script(`${VERSIONS}
redis.call('UNLINK', KEYS[2])
redis.call('HSET', KEYS[1], 'value', ARGV[5], 'tags', versions(ARGV[3], 6))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
`);

/** KEYS: what is to go. */
export const DROP_SCRIPT = script(`return redis.call('UNLINK', unpack(KEYS))`);

/** KEYS: a tag. ARGV: its new version, its life. */
export const DROP_TAG_SCRIPT = script(`
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`);

/** One step of a search. ARGV: cursor, pattern, how many keys to look at. Reply: the next cursor. */
export const DROP_MATCHES_SCRIPT = script(`
local step = redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3])
for _, key in ipairs(step[2]) do redis.call('UNLINK', key) end
return step[1]
`);
