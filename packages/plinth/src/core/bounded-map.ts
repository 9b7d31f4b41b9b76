/** A map that never holds more than its limit; what was added first makes room. */
export interface BoundedMap<K, V> {
  readonly get: (key: K) => V | undefined;
  readonly has: (key: K) => boolean;
  /** Adds or replaces, and hands back what had to leave for it; what is replaced keeps its place. */
  readonly set: (key: K, value: V) => V | undefined;
  readonly delete: (key: K) => void;
  readonly values: () => IterableIterator<V>;
  readonly size: () => number;
}

/**
 * Builds a map of at most `limit` entries. One walk over its keys goes on from eviction to eviction.
 * A walk begun anew each time would step over the holes that earlier evictions left at the front of
 * the map: thousands of them, once many keys come and go.
 * @throws {RangeError} for a limit below one.
 */
export const createBoundedMap = <K, V>(limit: number): BoundedMap<K, V> => {
  if (limit < 1) throw new RangeError("a bounded map needs room for one entry at least");
  const map = new Map<K, V>();
  // What it passed has left, or was added again at the end: what comes next is the oldest.
  const walk = map.keys();

  const evict = (): V | undefined => {
    const oldest = walk.next();
    if (oldest.done === true) return undefined;
    const value = map.get(oldest.value);
    map.delete(oldest.value);
    return value;
  };

  return {
    get: (key) => map.get(key),
    has: (key) => map.has(key),
    set: (key, value) => {
      const evicted = map.size >= limit && !map.has(key) ? evict() : undefined;
      map.set(key, value);
      return evicted;
    },
    delete: (key) => {
      map.delete(key);
    },
    values: () => map.values(),
    size: () => map.size,
  };
};
