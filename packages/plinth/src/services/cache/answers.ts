import type { Cache, CacheManager, PersonalCache } from "./contract.ts";

/** An answer as it is kept. */
export interface KeptAnswer {
  readonly status: number;
  /** Name, value, name, value. */
  readonly headers: readonly string[];
  readonly payload: string | undefined;
}

/** Takes answers back that routes with `reuse` keep, on all nodes. */
export interface Answers {
  /** Drops the answers of everyone that were made from something: the `tags` of a route. */
  readonly invalidateTag: (tag: string) => Promise<void>;
  /** Drops the answers for one account: after a change of what it may see, or its erasure. */
  readonly invalidateOwner: (userId: string) => Promise<void>;
  readonly invalidateAll: () => Promise<void>;
}

/** Where answers are kept. */
export interface AnswerCaches extends Answers {
  /** Of everyone; shared by nodes where they share anything. */
  readonly everyone: () => Cache<KeptAnswer>;
  /** Of one caller each; in the memory of this process only. */
  readonly callers: () => PersonalCache<KeptAnswer>;
}

/** Routes say how long each answer is kept; this is for none. */
const STRATEGY = { freshMs: 60_000 } as const;

/** Makes something when it is first asked for: an application without such routes has no such cache. */
const lazy = <T>(make: () => T): { readonly get: () => T; readonly made: () => T | undefined } => {
  let value: T | undefined;
  return {
    get: () => {
      value ??= make();
      return value;
    },
    made: () => value,
  };
};

/** Builds the caches of answers; each is declared when the first route asks for it. */
export const createAnswerCaches = (
  cache: Pick<CacheManager, "declare" | "declarePersonal">,
): AnswerCaches => {
  const everyone = lazy(() =>
    cache.declare<KeptAnswer>({ name: "answers", strategy: STRATEGY, isShared: true }),
  );
  const callers = lazy(() =>
    cache.declarePersonal<KeptAnswer>({ name: "answers-of-callers", strategy: STRATEGY }),
  );
  return {
    everyone: everyone.get,
    callers: callers.get,
    invalidateTag: async (tag) => {
      await Promise.all([everyone.made()?.invalidateTag(tag), callers.made()?.invalidateTag(tag)]);
    },
    invalidateOwner: async (userId) => callers.made()?.invalidateOwner(userId),
    invalidateAll: async () => {
      await Promise.all([everyone.made()?.invalidateAll(), callers.made()?.invalidateAll()]);
    },
  };
};
