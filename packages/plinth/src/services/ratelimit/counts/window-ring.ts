import type { WindowPlan } from "./plans.ts";

/**
 * The calls of one sliding window, oldest first, as numbers in a block. Up to 199 calls each has its
 * own slot and the count is exact. Above, a slot gathers 1/100 of the limit and leaves with its first
 * call: only the slot on the window's edge can be counted short, so less than 1 % too many pass and
 * none too few. Every slot but the newest is full, so a slot is one number: the instant of its first
 * call. At most 199 of them, O(1) for each call whatever the limit (a slot leaves at most once).
 *
 * From `at`: head, size and capacity of the ring in one number, the calls in the newest slot, the slots.
 */
export const RING_HEADER = 2;

const headOf = (meta: number): number => meta & 255;
const sizeOf = (meta: number): number => (meta >>> 8) & 255;
const metaOf = (capacity: number, size: number, head: number): number =>
  (capacity << 16) | (size << 8) | head;

/** Slots that a ring has room for. */
export const capacityOf = (page: Int32Array, at: number): number => (page[at] ?? 0) >>> 16;

/** Makes a ring without calls. */
export const initRing = (page: Int32Array, at: number, capacity: number): void => {
  page[at] = metaOf(capacity, 0, 0);
  page[at + 1] = 0;
};

const slotAt = (page: Int32Array, at: number, index: number): number => {
  const meta = page[at] ?? 0;
  const capacity = meta >>> 16;
  const place = headOf(meta) + index;
  return page[at + RING_HEADER + (place < capacity ? place : place - capacity)] ?? 0;
};

/** Calls in a ring; those that left the window are still counted until `settle`. */
const usedOf = (page: Int32Array, at: number, window: WindowPlan): number => {
  const size = sizeOf(page[at] ?? 0);
  return size === 0 ? 0 : (size - 1) * window.perSlot + (page[at + 1] ?? 0);
};

/** Drops the slots that left the window (instant - span, instant], and counts the calls left. */
export const settle = (
  page: Int32Array,
  at: number,
  window: WindowPlan,
  instant: number,
): number => {
  const meta = page[at] ?? 0;
  const edge = instant - window.span;
  const capacity = meta >>> 16;
  let head = headOf(meta);
  let size = sizeOf(meta);
  if (size === 0) return 0;
  if ((page[at + RING_HEADER + head] ?? 0) <= edge) {
    do {
      head = head + 1 === capacity ? 0 : head + 1;
      size -= 1;
    } while (size > 0 && (page[at + RING_HEADER + head] ?? 0) <= edge);
    page[at] = metaOf(capacity, size, head);
    if (size === 0) return 0;
  }
  return (size - 1) * window.perSlot + (page[at + 1] ?? 0);
};

/** Units until `over` calls have left; `over` is at least 1 and the ring holds as many. */
export const waitFor = (
  page: Int32Array,
  at: number,
  window: WindowPlan,
  over: number,
  instant: number,
): number => {
  const size = sizeOf(page[at] ?? 0);
  // The slot whose leaving frees enough; only the newest may hold less than a full slot.
  const index = Math.min(Math.ceil(over / window.perSlot), size) - 1;
  return slotAt(page, at, index) + window.span - instant;
};

/** Units until the oldest call leaves; 0 when there is none. */
export const resetOf = (
  page: Int32Array,
  at: number,
  window: WindowPlan,
  instant: number,
): number => {
  const meta = page[at] ?? 0;
  if (sizeOf(meta) === 0) return 0;
  return (page[at + RING_HEADER + headOf(meta)] ?? 0) + window.span - instant;
};

/** Slots that a ring needs to take so many calls more. */
export const slotsFor = (
  page: Int32Array,
  at: number,
  window: WindowPlan,
  cost: number,
): number => {
  const size = sizeOf(page[at] ?? 0);
  const room = size === 0 ? 0 : window.perSlot - (page[at + 1] ?? 0);
  return cost <= room ? size : size + Math.ceil((cost - room) / window.perSlot);
};

/** Counts calls that fit, in a ring that has the slots for them. */
export const put = (
  page: Int32Array,
  at: number,
  window: WindowPlan,
  instant: number,
  cost: number,
): void => {
  const meta = page[at] ?? 0;
  const capacity = meta >>> 16;
  const head = headOf(meta);
  let size = sizeOf(meta);
  let fill = size === 0 ? window.perSlot : (page[at + 1] ?? 0);
  let left = cost;
  while (left > 0) {
    if (fill === window.perSlot) {
      const place = head + size;
      page[at + RING_HEADER + (place < capacity ? place : place - capacity)] = instant;
      size += 1;
      fill = 0;
    }
    const taken = Math.min(left, window.perSlot - fill);
    fill += taken;
    left -= taken;
  }
  page[at] = metaOf(capacity, size, head);
  page[at + 1] = fill;
};

/** What `countOne` says where the call does not fit, or the ring has no slot for it. */
export const NOT_COUNTED = -1;

/**
 * The same as `settle` and `put` for one call, in one go: what nearly every decision is.
 * @returns calls in the ring with this one, or NOT_COUNTED, by which only what left is dropped.
 */
export const countOne = (
  page: Int32Array,
  at: number,
  window: WindowPlan,
  instant: number,
): number => {
  const { perSlot } = window;
  const meta = page[at] ?? 0;
  const capacity = meta >>> 16;
  const slots = at + RING_HEADER;
  const edge = instant - window.span;
  let head = meta & 255;
  let size = (meta >>> 8) & 255;
  while (size > 0 && (page[slots + head] ?? 0) <= edge) {
    head = head + 1 === capacity ? 0 : head + 1;
    size -= 1;
  }
  const fill = size === 0 ? perSlot : (page[at + 1] ?? 0);
  const used = size === 0 ? 1 : (size - 1) * perSlot + fill + 1;
  let isCounted = used <= window.limit;
  if (isCounted && fill < perSlot) page[at + 1] = fill + 1;
  else if (isCounted && size < capacity) {
    const place = head + size;
    page[slots + (place < capacity ? place : place - capacity)] = instant;
    page[at + 1] = 1;
    size += 1;
  } else isCounted = false;
  page[at] = (capacity << 16) | (size << 8) | head;
  return isCounted ? used : NOT_COUNTED;
};

/** Where a ring lies and how it is counted. */
export interface RingPlace {
  readonly page: Int32Array;
  readonly at: number;
  readonly window: WindowPlan;
}

/** Takes over the newest calls of a ring of the same length but perhaps another limit. */
export const adopt = (to: RingPlace, from: RingPlace): void => {
  const size = sizeOf(from.page[from.at] ?? 0);
  let skip = Math.max(0, usedOf(from.page, from.at, from.window) - to.window.limit);
  for (let index = 0; index < size; index += 1) {
    const isNewest = index === size - 1;
    const calls = isNewest ? (from.page[from.at + 1] ?? 0) : from.window.perSlot;
    const kept = Math.max(0, calls - skip);
    skip -= calls - kept;
    if (kept > 0) put(to.page, to.at, to.window, slotAt(from.page, from.at, index), kept);
  }
};

/** Slots that `adopt` will need. */
export const slotsToAdopt = (to: WindowPlan, { page, at, window }: RingPlace): number =>
  Math.ceil(Math.min(usedOf(page, at, window), to.limit) / to.perSlot);

/** Moves every instant of a ring back by so many units, as time begins anew. */
export const shiftRing = (page: Int32Array, at: number, units: number): void => {
  const first = at + RING_HEADER;
  for (let slot = first; slot < first + capacityOf(page, at); slot += 1) {
    page[slot] = Math.max(-(2 ** 31), (page[slot] ?? 0) - units);
  }
};
