import type { CacheView, Compute, EntryOptions } from "./contract.ts";
import { shownOf } from "./held.ts";
import { ownerPrefix, ownerTag } from "./keys.ts";
import type { Namespace, Plan } from "./namespace.ts";

const NO_TAGS: readonly string[] = [];

/** What a namespace holds for one owner; the empty identity stands for everyone. */
export const createView = <T>(namespace: Namespace, identity: string): CacheView<T> => {
  const { memory, counts, readClock: clock, onFault } = namespace;
  const prefix = ownerPrefix(identity);
  const look =
    identity === ""
      ? memory.readCommon
      : (key: string, now: number) => memory.read(prefix + key, now);
  const ownTags = identity === "" ? NO_TAGS : [ownerTag(identity)];

  const planOf = (key: string, options: EntryOptions | undefined): Plan => ({
    key: prefix + key,
    tags: options?.tags === undefined ? ownTags : [...ownTags, ...options.tags],
    freshMs: options?.freshMs,
  });

  const peek = (key: string): T | undefined => {
    const now = clock.now();
    const entry = look(key, now);
    if (entry === undefined || now >= entry.freshUntil) {
      counts.misses += 1;
      return undefined;
    }
    counts.hits += 1;
    return shownOf(entry.value);
  };

  // Without `async`: a hit costs one promise and no second turn (PERF-02).
  const wrap = (
    key: string,
    compute: Compute<T | undefined>,
    options?: EntryOptions,
  ): Promise<T | undefined> => {
    const now = clock.now();
    const entry = look(key, now);
    if (entry === undefined) {
      counts.misses += 1;
      return namespace.compute(planOf(key, options), compute).then(shownOf<T>);
    }
    counts.hits += 1;
    if (now >= entry.freshUntil) {
      counts.stale += 1;
      namespace.compute(planOf(key, options), compute).catch(onFault);
    }
    entry.answer ??= Promise.resolve(shownOf<T>(entry.value));
    return entry.answer as Promise<T | undefined>;
  };

  return {
    peek,
    get: async (key) => peek(key) ?? shownOf(await namespace.readShared(planOf(key, undefined))),
    set: (key, value, options) => namespace.write(planOf(key, options), value),
    wrap: wrap as CacheView<T>["wrap"],
    invalidate: (key) => namespace.invalidateKey(prefix + key),
  };
};
