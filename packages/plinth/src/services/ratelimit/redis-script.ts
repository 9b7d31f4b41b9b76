import { createHash } from "node:crypto";
import type { RedisScript } from "#store";

/**
 * The sliding log of counts/window-ring.ts in Redis: a list for each window with the instants of its
 * slots, oldest first, and at its end "calls per slot:calls in the newest slot". Everything about the
 * questions of one turn of a node happens in this one step, so that no call of another node comes in
 * between, and by the clock of the server, so that nodes need not agree on the time. A list lives as
 * long as its newest call.
 *
 * ARGV[1]: numbers with blanks between: an instant for tests or -1 for the server's clock; then for
 * each question how many rules it has, for each rule its cost and number of windows, and for each
 * window its limit and length in milliseconds. KEYS: one a window. A rule that refuses ends its
 * question. Reply, in one string: for each rule that was decided, the window that refuses (1 is the
 * first, 0 none) and its wait, then for each window the calls in it and the milliseconds until the
 * oldest leaves.
 */
const TEXT = `
local numbers = string.gmatch(ARGV[1], '%S+')
local function take()
  local text = numbers()
  return text and tonumber(text)
end
local function whole(number) return string.format('%.0f', number) end
local now = take()
if now < 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local reply, key = {}, 0

local function at(log, index)
  if index == 0 and log.oldest then return log.oldest end
  local instant = tonumber(redis.call('LINDEX', log.key, index))
  if index == 0 then log.oldest = instant end
  return instant
end
local function used(log)
  if log.size == 0 then return 0 end
  return (log.size - 1) * log.per + log.fill
end

-- Writes the log anew: for another limit, or after the clock of the server went back by 'back'.
local function rewrite(log, per, fill, back)
  local slots = redis.call('LRANGE', log.key, 0, -2)
  local skip = math.max(0, (#slots - 1) * per + fill - log.limit)
  local kept, filled = {}, log.per
  for index, instant in ipairs(slots) do
    local calls = index == #slots and fill or per
    local left = math.max(0, calls - skip)
    skip = skip - (calls - left)
    while left > 0 do
      if filled == log.per then
        kept[#kept + 1] = whole(tonumber(instant) - back)
        filled = 0
      end
      local taken = math.min(left, log.per - filled)
      filled, left = filled + taken, left - taken
    end
  end
  redis.call('DEL', log.key)
  log.size, log.fill, log.oldest = #kept, filled, nil
  if log.size == 0 then return end
  local life = math.max(1, tonumber(kept[log.size]) + log.span - now)
  kept[#kept + 1] = log.per .. ':' .. filled
  redis.call('RPUSH', log.key, unpack(kept))
  redis.call('PEXPIRE', log.key, math.ceil(life))
end

local function open(window)
  local limit, span = window.limit, window.span
  local log = { key = window.key, limit = limit, span = span, size = 0, fill = 0 }
  log.per = math.max(1, math.floor(limit / 100))
  local length = redis.call('LLEN', log.key)
  if length < 2 then return log end
  log.size = length - 1
  local tail = redis.call('LRANGE', log.key, -2, -1)
  local per, fill = string.match(tail[2], '^(%d+):(%d+)$')
  per, log.fill = tonumber(per), tonumber(fill)
  local back = math.max(0, tonumber(tail[1]) - now)
  if back > 0 or per ~= log.per or used(log) > limit then rewrite(log, per, log.fill, back) end
  while log.size > 0 and at(log, 0) <= now - span do
    log.size, log.oldest = log.size - 1, nil
    if log.size == 0 then redis.call('DEL', log.key) else redis.call('LPOP', log.key) end
  end
  return log
end

local function wait(log, cost)
  local over = used(log) + cost - log.limit
  if over <= 0 then return 0 end
  local index = math.min(math.ceil(over / log.per), log.size) - 1
  return at(log, index) + log.span - now
end

local function add(log, cost)
  if log.size > 0 and cost <= log.per - log.fill then
    log.fill = log.fill + cost
    redis.call('LSET', log.key, -1, log.per .. ':' .. log.fill)
    redis.call('PEXPIRE', log.key, math.ceil(log.span))
    return
  end
  if log.size > 0 then redis.call('RPOP', log.key) else log.oldest = now end
  local tail = {}
  while cost > 0 do
    if log.size == 0 or log.fill == log.per then
      tail[#tail + 1] = whole(now)
      log.size, log.fill = log.size + 1, 0
    end
    local taken = math.min(cost, log.per - log.fill)
    log.fill, cost = log.fill + taken, cost - taken
  end
  tail[#tail + 1] = log.per .. ':' .. log.fill
  redis.call('RPUSH', log.key, unpack(tail))
  redis.call('PEXPIRE', log.key, math.ceil(log.span))
end

-- Decides by one rule; true where it refuses.
local function decide(cost, windows)
  local logs, refused, longest = {}, 0, 0
  for index, window in ipairs(windows) do
    logs[index] = open(window)
    local waits = wait(logs[index], cost)
    if waits > longest then refused, longest = index, waits end
  end
  reply[#reply + 1] = refused
  reply[#reply + 1] = math.ceil(longest)
  for _, log in ipairs(logs) do
    if refused == 0 then add(log, cost) end
    reply[#reply + 1] = whole(used(log))
    reply[#reply + 1] = log.size == 0 and 0 or math.ceil(at(log, 0) + log.span - now)
  end
  return refused > 0
end

local rules = take()
while rules do
  local isOver = false
  for _ = 1, rules do
    local cost, windows = take(), {}
    for index = 1, take() do
      key = key + 1
      windows[index] = { key = KEYS[key], limit = take(), span = take() }
    end
    isOver = isOver or decide(cost, windows)
  end
  rules = take()
end
return table.concat(reply, ' ')
`;

/** The script and its digest. */
export const LIMIT_SCRIPT: RedisScript = {
  text: TEXT,
  // plinth-audit-allow weak-digest: Redis names scripts by it
  digest: createHash("sha1").update(TEXT).digest("hex"),
};
