/** What the tier of all nodes has under a key. */
export interface SharedRead {
  /** The text that was written, and how long it is still good, in milliseconds; undefined: nothing. */
  readonly found: { readonly text: string; readonly freshMs: number } | undefined;
  /**
   * Whoever computes what was not found writes it with this. Undefined where another node computes it
   * already. Invalidation makes it worthless: a slow reader must not put back what was read before.
   */
  readonly lease: string | undefined;
}

/** What is to be kept for all nodes. */
export interface SharedItem {
  readonly text: string;
  readonly freshMs: number;
  readonly tags: readonly string[];
}

/**
 * The tier that nodes share, of one namespace. Everything in it may be lost. Each method rejects where
 * the server does not answer in time: the caller goes on with its own memory.
 */
export interface SharedTier {
  readonly read: (key: string, tags: readonly string[]) => Promise<SharedRead>;
  /** Keeps what was computed under a lease; false where the lease is worth nothing any more. */
  readonly fill: (key: string, lease: string, item: SharedItem) => Promise<boolean>;
  /** Keeps a value whatever was there, and ends the lease of whoever computes one. */
  readonly write: (key: string, item: SharedItem) => Promise<void>;
  readonly drop: (key: string) => Promise<void>;
  readonly dropTag: (tag: string) => Promise<void>;
  readonly dropPattern: (pattern: string) => Promise<void>;
  readonly dropAll: () => Promise<void>;
}
