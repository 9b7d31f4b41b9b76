import { createHash } from "node:crypto";
import type { RedisScript } from "#store";

/**
 * The sliding log of counts/window-ring.ts in Redis: a string for each window, of eight-byte numbers:
 * calls per slot, calls in the newest slot, then the instants of the slots, oldest first. A string is
 * read and written by one command each, and a command is what costs a script most. Everything about
 * the questions of one turn of a node happens in this one step, so that no call of another node comes
 * in between, and by the clock of the server, so that nodes need not agree on the time. A string lives
 * as long as its newest call.
 *
 * ARGV[1]: numbers as a JSON array: an instant for tests or -1 for the server's clock; then for each
 * question how many rules it has, for each rule its cost and number of windows, and for each window
 * its limit, length in milliseconds and calls a slot. KEYS: one a window. A rule that refuses ends its question.
 * Reply, in one string: for each rule that was decided, the window that refuses (1 is the first, 0
 * none) and its wait, then for each window the calls in it and the milliseconds until the oldest
 * leaves.
 */
const TEXT = `
local pack, unpack, format, sub = struct.pack, struct.unpack, string.format, string.sub
local ceil, floor, min, max, call = math.ceil, math.floor, math.min, math.max, redis.call
local numbers = cjson.decode(ARGV[1])
local now = numbers[1]
if now < 0 then
  local time = call('TIME')
  now = time[1] * 1000 + floor(time[2] / 1000)
end
local reply = {}

-- The windows of the rule at hand, by index; one table for each field, used again by the next rule.
local keys, limits, spans, pers = {}, {}, {}, {}
-- What is in them: text with the slots, where they begin in it, how many, and calls in the newest.
local texts, firsts, sizes, fills, changed = {}, {}, {}, {}, {}

local function used(index)
  return sizes[index] == 0 and 0 or (sizes[index] - 1) * pers[index] + fills[index]
end
local function at(index, slot)
  return (unpack('<d', texts[index], firsts[index] + slot * 8))
end

-- Adds calls of one instant to slots, of which the newest holds 'fill'; returns what it holds then.
local function gather(slots, instant, calls, per, fill)
  while calls > 0 do
    if fill == per then
      slots[#slots + 1] = pack('<d', instant)
      fill = 0
    end
    local taken = min(calls, per - fill)
    fill, calls = fill + taken, calls - taken
  end
  return fill
end

-- Gathers the newest calls anew: for another limit, or after the clock went back by 'back'.
local function regather(index, kept, back)
  local size, slots, filled = sizes[index], {}, pers[index]
  local skip = max(0, (size - 1) * kept + fills[index] - limits[index])
  for slot = 0, size - 1 do
    local calls = slot == size - 1 and fills[index] or kept
    local left = max(0, calls - skip)
    skip = skip - (calls - left)
    filled = gather(slots, at(index, slot) - back, left, pers[index], filled)
  end
  texts[index], firsts[index], changed[index] = table.concat(slots), 1, true
  sizes[index], fills[index] = #slots, filled
end

local function open(index)
  local edge, per = now - spans[index], pers[index]
  sizes[index], fills[index], changed[index] = 0, per, false
  texts[index], firsts[index] = '', 1
  local text = call('GET', keys[index])
  if not text then return end
  local kept, fill = unpack('<dd', text)
  texts[index], firsts[index], sizes[index], fills[index] = text, 17, (#text - 16) / 8, fill
  local back = max(0, at(index, sizes[index] - 1) - now)
  if back > 0 or kept ~= per or used(index) > limits[index] then regather(index, kept, back) end
  while sizes[index] > 0 and at(index, 0) <= edge do
    firsts[index], sizes[index], changed[index] = firsts[index] + 8, sizes[index] - 1, true
  end
  if sizes[index] == 0 then fills[index] = per end
end

local function wait(index, cost)
  local over = used(index) + cost - limits[index]
  if over <= 0 then return 0 end
  local slot = min(ceil(over / pers[index]), sizes[index]) - 1
  return at(index, slot) + spans[index] - now
end

local function add(index, cost)
  local slots = {}
  fills[index] = gather(slots, now, cost, pers[index], fills[index])
  if #slots > 0 then texts[index] = texts[index] .. table.concat(slots) end
  sizes[index], changed[index] = sizes[index] + #slots, true
end

local function save(index)
  local size = sizes[index]
  if size == 0 then return call('DEL', keys[index]) end
  local life = max(1, ceil(at(index, size - 1) + spans[index] - now))
  local text = pack('<dd', pers[index], fills[index]) .. sub(texts[index], firsts[index])
  call('SET', keys[index], text, 'PX', life)
end

-- Decides by one rule, of which the windows stand at 'place'; true where it refuses.
local function decide(cost, count, key, place)
  local refused, longest = 0, 0
  for index = 1, count do
    keys[index] = KEYS[key + index]
    local own = place + 3 * index - 3
    limits[index], spans[index], pers[index] = numbers[own], numbers[own + 1], numbers[own + 2]
    open(index)
    local waits = wait(index, cost)
    if waits > longest then refused, longest = index, waits end
  end
  reply[#reply + 1] = format('%d %d', refused, ceil(longest))
  for index = 1, count do
    if refused == 0 then add(index, cost) end
    if changed[index] then save(index) end
    local reset = sizes[index] == 0 and 0 or ceil(at(index, 0) + spans[index] - now)
    reply[#reply + 1] = format('%d %d', used(index), reset)
  end
  return refused > 0
end

local place, key = 2, 0
while place <= #numbers do
  local isOver = false
  local rules = numbers[place]
  place = place + 1
  for _ = 1, rules do
    local cost, count = numbers[place], numbers[place + 1]
    isOver = isOver or decide(cost, count, key, place + 2)
    place, key = place + 2 + 3 * count, key + count
  end
end
return table.concat(reply, ' ')
`;

/** The script and its digest. */
export const LIMIT_SCRIPT: RedisScript = {
  text: TEXT,
  // plinth-audit-allow weak-digest: Redis names scripts by it
  digest: createHash("sha1").update(TEXT).digest("hex"),
};
