import type { WindowPlan } from "./plans.ts";

/**
 * The calls of one sliding window, oldest first, as numbers in a block. Up to 199 calls each has its
 * own slot and the count is exact. Above, a slot gathers 1/100 of the limit, or what the tolerance of
 * the window allows, and leaves with its first call: only the slot on the window's edge can be counted
 * short, so less than 1 % too many pass, or less than the tolerance, and none too few. Every slot but the newest is full, so a slot is one number: the instant of its first
 * call. At most 199 of them, O(1) for each call whatever the limit (a slot leaves at most once).
 *
 * From `at`: head, size and capacity in one number, the calls in the newest slot, its instant, then a
 * ring of the older slots. In windows of up to 65 seconds these take half a number each: they lie less
 * than 2^16 milliseconds before the newest, so that its instant and their lower half tell them exactly.
 */
const RING_HEADER = 3;
/** The lower half of an instant, which is what a slot of a narrow window holds. */
const NARROW_MASK = 0xffff;

const headOf = (meta: number): number => meta & 255;
const sizeOf = (meta: number): number => (meta >>> 8) & 255;
const metaOf = (capacity: number, size: number, head: number): number =>
  (capacity << 16) | (size << 8) | head;

/** Slots that a ring has room for, the newest among them. */
export const capacityOf = (page: Int32Array, at: number): number => (page[at] ?? 0) >>> 16;

/** Numbers that a ring with so many slots takes. */
export const ringSize = (window: WindowPlan, capacity: number): number =>
  RING_HEADER + (window.isNarrow ? capacity >>> 1 : capacity - 1);

/** Where the next ring of the same entry begins. */
export const behindRing = (page: Int32Array, at: number, window: WindowPlan): number =>
  at + ringSize(window, capacityOf(page, at));

/** Makes a ring without calls. */
export const initRing = (page: Int32Array, at: number, capacity: number): void => {
  page[at] = metaOf(capacity, 0, 0);
  page[at + 1] = 0;
  page[at + 2] = 0;
};

/** The instant at a place of the ring of older slots. */
const olderAt = (page: Int32Array, at: number, window: WindowPlan, place: number): number => {
  const slots = at + RING_HEADER;
  if (!window.isNarrow) return page[slots + place] ?? 0;
  const half = (page[slots + (place >>> 1)] ?? 0) >>> ((place & 1) << 4);
  const newest = page[at + 2] ?? 0;
  return newest - ((newest - half) & NARROW_MASK);
};

const putOlder = (
  page: Int32Array,
  at: number,
  window: WindowPlan,
  place: number,
  instant: number,
): void => {
  const slots = at + RING_HEADER;
  if (!window.isNarrow) {
    page[slots + place] = instant;
    return;
  }
  const shift = (place & 1) << 4;
  const others = (page[slots + (place >>> 1)] ?? 0) & ~(NARROW_MASK << shift);
  page[slots + (place >>> 1)] = others | ((instant & NARROW_MASK) << shift);
};

/** A place of the ring of older slots, which goes on at its begin. */
const placeOf = (capacity: number, place: number): number =>
  place < capacity - 1 ? place : place - capacity + 1;

const slotAt = (page: Int32Array, at: number, window: WindowPlan, index: number): number => {
  const meta = page[at] ?? 0;
  if (index >= sizeOf(meta) - 1) return page[at + 2] ?? 0;
  return olderAt(page, at, window, placeOf(meta >>> 16, headOf(meta) + index));
};

/** Calls in a ring; those that left the window are still counted until `settle`. */
export const usedOf = (page: Int32Array, at: number, window: WindowPlan): number => {
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
  let head = meta & 255;
  let size = (meta >>> 8) & 255;
  if ((page[at + 2] ?? 0) <= edge) size = 0;
  while (size > 1 && olderAt(page, at, window, head) <= edge) {
    head = head + 2 >= capacity ? 0 : head + 1;
    size -= 1;
  }
  page[at] = metaOf(capacity, size, head);
  return size === 0 ? 0 : (size - 1) * window.perSlot + (page[at + 1] ?? 0);
};

/** Units until `over` calls have left; `over` is at least 1 and the ring holds as many. */
export const waitFor = (
  page: Int32Array,
  at: number,
  window: WindowPlan,
  over: number,
  instant: number,
): number => {
  // The slot whose leaving frees enough; only the newest may hold less than a full slot.
  const index = Math.ceil(over / window.perSlot) - 1;
  return slotAt(page, at, window, index) + window.span - instant;
};

/** Units until the oldest call leaves; 0 when there is none. */
export const resetOf = (
  page: Int32Array,
  at: number,
  window: WindowPlan,
  instant: number,
): number => {
  const isEmpty = sizeOf(page[at] ?? 0) === 0;
  return isEmpty ? 0 : slotAt(page, at, window, 0) + window.span - instant;
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

/** Whether a ring has the slots for so many calls more. */
export const hasRoom = (
  page: Int32Array,
  at: number,
  window: WindowPlan,
  cost: number,
): boolean => {
  const meta = page[at] ?? 0;
  const isFree = cost === 1 && sizeOf(meta) < meta >>> 16;
  return isFree || slotsFor(page, at, window, cost) <= meta >>> 16;
};

/** Begins a new slot, in a ring that has room for it and that `settle` went over at this instant. */
const openSlot = (page: Int32Array, at: number, window: WindowPlan, instant: number): void => {
  const meta = page[at] ?? 0;
  const capacity = meta >>> 16;
  const head = headOf(meta);
  const size = sizeOf(meta);
  if (size > 0) putOlder(page, at, window, placeOf(capacity, head + size - 1), page[at + 2] ?? 0);
  page[at] = metaOf(capacity, size + 1, head);
  page[at + 1] = 0;
  page[at + 2] = instant;
};

/** Counts calls that fit, in a ring that has the slots for them. */
export const put = (
  page: Int32Array,
  at: number,
  window: WindowPlan,
  instant: number,
  cost: number,
): void => {
  for (let left = cost; left > 0; ) {
    const isFull = (page[at + 1] ?? 0) === window.perSlot;
    if (isFull || sizeOf(page[at] ?? 0) === 0) openSlot(page, at, window, instant);
    const fill = page[at + 1] ?? 0;
    const taken = Math.min(left, window.perSlot - fill);
    page[at + 1] = fill + taken;
    left -= taken;
  }
};

/** What `countPlainly` says where the call does not fit, or the ring has no slot for it. */
export const NOT_COUNTED = -1;

/**
 * The same as `settle`, `put` and `resetOf` for one call in a plain window, in one go: what nearly every
 * decision is.
 * @returns its place in `given`; or NOT_COUNTED, by which nothing changed but that calls left.
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: nearly every decision, and a call between costs it a tenth
export function countPlainly(
  page: Int32Array,
  at: number,
  window: WindowPlan,
  instant: number,
): number {
  const { span, isNarrow, perSlot } = window;
  const meta = page[at] ?? 0;
  const newest = page[at + 2] ?? 0;
  const slots = at + RING_HEADER;
  const capacity = meta >>> 16;
  const edge = (instant - span) | 0;
  let head = meta & 255;
  let size = newest <= edge ? 0 : (meta >>> 8) & 255;
  let oldest = newest;
  for (; size > 1; size -= 1) {
    const shift = (head & 1) << 4;
    oldest = isNarrow
      ? newest - ((newest - ((page[slots + (head >>> 1)] ?? 0) >>> shift)) & NARROW_MASK)
      : (page[slots + head] ?? 0);
    if (oldest > edge) break;
    head = head + 2 >= capacity ? 0 : head + 1;
  }
  // Whether there is one or not: a call that has a slot of its own fills it.
  const fill = perSlot === 1 || size === 0 ? perSlot : (page[at + 1] ?? 0);
  const used = size * perSlot + fill - perSlot;
  if (used >= window.limit || (fill === perSlot && size >= capacity)) {
    page[at] = (capacity << 16) | (size << 8) | head;
    return NOT_COUNTED;
  }
  if (size < 2) oldest = size === 0 ? instant : newest;
  if (fill === perSlot) {
    if (size > 0) putOlder(page, at, window, placeOf(capacity, head + size - 1), newest);
    if (size === 0 || perSlot > 1) page[at + 1] = 1;
    page[at + 2] = instant;
    size += 1;
  } else {
    page[at + 1] = fill + 1;
  }
  page[at] = (capacity << 16) | (size << 8) | head;
  return (used + 1) * window.givenSeconds + (((oldest + span - instant + 999) / 1000) | 0);
}

/** Where a ring lies and how it is counted. */
export interface RingPlace {
  readonly page: Int32Array;
  readonly at: number;
  readonly window: WindowPlan;
}

/**
 * Takes over the newest calls of a ring of the same length but perhaps another limit or tolerance; by
 * other units they leave up to a step early.
 */
export const adopt = (to: RingPlace, from: RingPlace): void => {
  const unitsPerUnit = from.window.msPerUnit * to.window.unitsPerMs;
  const size = sizeOf(from.page[from.at] ?? 0);
  let skip = Math.max(0, usedOf(from.page, from.at, from.window) - to.window.limit);
  for (let index = 0; index < size; index += 1) {
    const isNewest = index === size - 1;
    const calls = isNewest ? (from.page[from.at + 1] ?? 0) : from.window.perSlot;
    const kept = Math.max(0, calls - skip);
    skip -= calls - kept;
    if (kept === 0) continue;
    const instant = slotAt(from.page, from.at, from.window, index) * unitsPerUnit;
    put(to.page, to.at, to.window, instant, kept);
  }
};

/** Slots that `adopt` will need. */
export const slotsToAdopt = (to: WindowPlan, { page, at, window }: RingPlace): number =>
  Math.ceil(Math.min(usedOf(page, at, window), to.limit) / to.perSlot);

/**
 * Moves every instant of a ring back by so many units, as time begins anew. They are a multiple of
 * 2^16, which the lower halves of instants do not show.
 */
export const shiftRing = ({ page, at, window }: RingPlace, units: number): void => {
  const first = window.isNarrow ? at + ringSize(window, 1) : behindRing(page, at, window);
  for (let slot = at + 2; slot < first; slot += 1) {
    page[slot] = Math.max(-(2 ** 31), (page[slot] ?? 0) - units);
  }
};
