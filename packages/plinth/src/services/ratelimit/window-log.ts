/** Share of a limit that one slot may hold: what bounds both the memory and the error. */
const SLOTS_PER_LIMIT = 100;
const FIRST_CAPACITY = 4;

/**
 * The calls of one sliding window, oldest first. Up to 199 calls each has its own slot and the count
 * is exact. Above, a slot gathers 1/100 of the limit and leaves with its first call: only the slot
 * on the window's edge can be counted short, so less than 1 % too many pass and none too few. Every
 * slot but the newest is full, so a slot is one number: the instant of its first call. A ring of at
 * most 256 numbers (a power of two), O(1) for each call whatever the limit (a slot leaves at most once).
 */
export class WindowLog {
  readonly limit: number;
  readonly seconds: number;
  readonly #spanMs: number;
  readonly #perSlot: number;
  #slots: number[] = [];
  #head = 0;
  #size = 0;
  /** Instant of the first slot, which is asked for at every call. */
  #oldest = 0;
  /** Calls in the newest slot. */
  #fill = 0;

  constructor(limit: number, seconds: number) {
    this.limit = limit;
    this.seconds = seconds;
    this.#spanMs = seconds * 1000;
    this.#perSlot = Math.max(1, Math.floor(limit / SLOTS_PER_LIMIT));
  }

  /** Calls counted now; call `expire` first. */
  get used(): number {
    return this.#size === 0 ? 0 : (this.#size - 1) * this.#perSlot + this.#fill;
  }

  /** Drops the slots that left the window (instant - span, instant]. */
  expire(now: number): void {
    const edge = now - this.#spanMs;
    while (this.#size > 0 && this.#oldest <= edge) {
      this.#head = (this.#head + 1) & (this.#slots.length - 1);
      this.#size -= 1;
      this.#oldest = this.#size === 0 ? 0 : this.#at(0);
    }
  }

  /** Milliseconds until `cost` more calls fit; 0 when they do now. */
  waitFor(cost: number, now: number): number {
    const over = this.used + cost - this.limit;
    if (over <= 0) return 0;
    // The slot whose leaving frees enough; only the newest may hold less than a full slot.
    const index = Math.min(Math.ceil(over / this.#perSlot), this.#size) - 1;
    return this.#at(index) + this.#spanMs - now;
  }

  /** Milliseconds until the oldest call leaves; 0 when there is none. */
  reset(now: number): number {
    return this.#size === 0 ? 0 : this.#oldest + this.#spanMs - now;
  }

  /** Counts calls that fit. */
  add(now: number, cost: number): void {
    let left = cost;
    while (left > 0) {
      if (this.#size === 0 || this.#fill === this.#perSlot) this.#open(now);
      const taken = Math.min(left, this.#perSlot - this.#fill);
      this.#fill += taken;
      left -= taken;
    }
  }

  /** Takes over the newest calls of a log of the same length but another limit. */
  adopt(other: WindowLog): void {
    let skip = Math.max(0, other.used - this.limit);
    for (let index = 0; index < other.#size; index += 1) {
      const calls = index === other.#size - 1 ? other.#fill : other.#perSlot;
      const kept = Math.max(0, calls - skip);
      skip -= calls - kept;
      this.add(other.#at(index), kept);
    }
  }

  #at(index: number): number {
    return this.#slots[(this.#head + index) & (this.#slots.length - 1)] ?? 0;
  }

  #open(now: number): void {
    if (this.#size === this.#slots.length) this.#grow();
    this.#slots[(this.#head + this.#size) & (this.#slots.length - 1)] = now;
    if (this.#size === 0) this.#oldest = now;
    this.#size += 1;
    this.#fill = 0;
  }

  /** Most keys make few calls, so a ring starts small and doubles. */
  #grow(): void {
    const capacity = Math.max(FIRST_CAPACITY, this.#size * 2);
    const slots: number[] = [];
    for (let index = 0; index < capacity; index += 1) {
      slots.push(index < this.#size ? this.#at(index) : 0);
    }
    this.#slots = slots;
    this.#head = 0;
  }
}
