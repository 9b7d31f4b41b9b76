import type { CacheView, Compute, EntryOptions } from "./contract.ts";

/** How the results of a function are kept. */
export interface CachedOptions<Given extends readonly unknown[]> {
  /** The key of a call; calls that differ in what they give must differ in it. */
  readonly key: (...given: Given) => string;
  /** What the result is made from, so that a change of it drops the result. */
  readonly tags?: (...given: Given) => readonly string[];
  /** In the place of the namespace's, in milliseconds. */
  readonly freshMs?: number;
}

/**
 * The same function, whose results are kept: all who call it with the same key at once wait for one
 * run of it. Where the results belong to somebody, give as cache a function of the call that answers
 * `personal.of(identity)`; there is no other way to a personal cache.
 * @example
 * const recipe = cached(cache, loadRecipe, { key: (id) => id, tags: (id) => [`recipe:${id}`] });
 */
export const cached = <T, Given extends readonly unknown[]>(
  cache: CacheView<T> | ((...given: Given) => CacheView<T>),
  compute: (...given: Given) => Promise<T> | T,
  options: CachedOptions<Given>,
): ((...given: Given) => Promise<T>) => {
  const viewOf = typeof cache === "function" ? cache : () => cache;
  return (...given) => {
    const entry: EntryOptions = {
      ...(options.tags === undefined ? {} : { tags: options.tags(...given) }),
      ...(options.freshMs === undefined ? {} : { freshMs: options.freshMs }),
    };
    const run: Compute<T> = () => compute(...given);
    return viewOf(...given).wrap(options.key(...given), run, entry);
  };
};
