/** How long values of a namespace are kept; times in milliseconds. */
export interface CacheStrategy {
  /** How long a value is good. */
  readonly freshMs: number;
  /** How long after that it may still be served while it is computed anew. Default 0: not at all. */
  readonly staleMs?: number;
  /** How long it is remembered that there is nothing. Default 0: not at all. */
  readonly absentMs?: number;
}

/** Hot 60 s, warm 300 s, cold 3600 s; `tiered` begins hot, and reads bring back what cooled down. */
export type NamedStrategy = "hot" | "warm" | "cold" | "tiered";

/** What a namespace declares. */
export interface CacheDeclaration {
  /** Stable, in kebab-case: a metric label and the first part of shared keys. */
  readonly name: string;
  readonly strategy: NamedStrategy | CacheStrategy;
  /** Largest size in the memory of one process, in bytes. Default 8 MiB. */
  readonly maxBytes?: number;
  /** Whether nodes share it by Redis, where there is one. Values have to be JSON then. Default false. */
  readonly isShared?: boolean;
  /** Milliseconds that one computation may take. Default 10 000. */
  readonly computeMs?: number;
  /** Fills it when the process starts; its failure is logged and is no hindrance. */
  readonly warmUp?: () => Promise<void>;
}

/** What one entry says beside its value. */
export interface EntryOptions {
  /** Names of what the value was made from; invalidating one of them drops it. */
  readonly tags?: readonly string[];
  /** In the place of the namespace's, in milliseconds. */
  readonly freshMs?: number;
}

/** Values of one owner: of everyone, or of one identity. What is read is frozen and shared. */
export interface CacheView<T> {
  /** What the memory of this process has; takes no promise and asks nobody. */
  readonly peek: (key: string) => T | undefined;
  /** What is kept, here or shared. */
  readonly get: (key: string) => Promise<T | undefined>;
  readonly set: (key: string, value: T, options?: EntryOptions) => Promise<void>;
  /**
   * What is kept, or what `compute` gives, which is then kept. All who ask for the same key at once
   * wait for one computation. `undefined` means that there is nothing. A fault is not kept; where
   * something older may still be served, that is served instead.
   */
  readonly wrap: {
    (key: string, compute: Compute<T>, options?: EntryOptions): Promise<T>;
    (key: string, compute: Compute<T | undefined>, options?: EntryOptions): Promise<T | undefined>;
  };
  /** Drops one key on all nodes. */
  readonly invalidate: (key: string) => Promise<void>;
}

/** Computes a value; the signal says that nobody waits for it any more. */
export type Compute<T> = (signal: AbortSignal) => Promise<T> | T;

/** Invalidation of more than one key at once, on all nodes. */
export interface CacheInvalidation {
  readonly invalidateTag: (tag: string) => Promise<void>;
  /** Keys that match: `*` stands for any characters, none included; all else for itself. */
  readonly invalidatePattern: (pattern: string) => Promise<void>;
  /** Everything: what was made by an older version of the code, say. */
  readonly invalidateAll: () => Promise<void>;
}

/** Values that are the same for everyone. */
export interface Cache<T> extends CacheView<T>, CacheInvalidation {}

/** Values that belong to someone: there is no reading without saying whose (CACHE-04, P-094). */
export interface PersonalCache<T> extends CacheInvalidation {
  /** @throws {RangeError} for an empty identity. */
  readonly of: (identity: string) => CacheView<T>;
  /** Drops all that belongs to one identity, on all nodes: after a change of rights, or an erasure. */
  readonly invalidateOwner: (identity: string) => Promise<void>;
}

/** What a namespace counted since the process started, and what it holds now. */
export interface CacheFigures {
  readonly name: string;
  readonly hits: number;
  /** Hits that were answered from the tier of all nodes. */
  readonly sharedHits: number;
  readonly misses: number;
  /** Old values that were served while a new one was computed, or because that failed. */
  readonly stale: number;
  readonly computed: number;
  readonly failed: number;
  /** Milliseconds spent computing, in sum. */
  readonly computeMs: number;
  readonly evicted: number;
  readonly expired: number;
  readonly promoted: number;
  readonly demoted: number;
  readonly entries: number;
  readonly bytes: number;
  readonly maxBytes: number;
  readonly shelves: Readonly<Record<string, number>>;
}

/** Declares namespaces and knows them all. */
export interface CacheManager {
  /** @throws {RangeError} for a name that is taken or no name, and for times or sizes below 1. */
  readonly declare: <T>(declaration: CacheDeclaration) => Cache<T>;
  /** @throws {RangeError} as `declare` does. */
  readonly declarePersonal: <T>(declaration: CacheDeclaration) => PersonalCache<T>;
  readonly figures: () => readonly CacheFigures[];
  /** Drops what every personal namespace keeps of somebody, on all nodes: with an erasure. */
  readonly invalidateOwner: (identity: string) => Promise<void>;
  /** Drops a namespace on all nodes; false where nothing is called so. */
  readonly invalidate: (name: string) => Promise<boolean>;
  /** Runs the warm-up of every namespace that declares one; resolves when all are through. */
  readonly warmUp: () => Promise<void>;
  readonly close: () => void;
}
