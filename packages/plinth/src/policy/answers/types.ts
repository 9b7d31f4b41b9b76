import type { DurationText } from "#core";

/**
 * How an answer may be kept by whoever gets it (RFC 9111). `private` answers are for one caller,
 * `public` for everyone. "no-cache" answers are kept too, and asked about before every use.
 */
export type CacheDeclaration =
  | "no-store"
  | "no-cache"
  | { readonly public: DurationText; readonly immutable?: boolean }
  | { readonly private: DurationText };

/**
 * Keeps answers on the server for a while, so that the code of the route runs once for all who ask
 * the same (CACHE-04): by path, query, the named fields, and who calls where the route knows its
 * caller. While answers are kept the code sees nothing else of a request. Faults and answers with
 * cookies are never kept.
 */
export interface ReuseDeclaration {
  /** At most a day. */
  readonly for: DurationText;
  /** Request fields that the answer depends on, in lower case, such as "accept-language". */
  readonly vary?: readonly string[];
  /**
   * Names of what the answer is made from, or a function of `{ params, query }` that gives them;
   * `answers.invalidateTag` drops it on all nodes.
   */
  // biome-ignore lint/suspicious/noExplicitAny: the input is typed by the route's own schemas
  readonly tags?: readonly string[] | ((request: any) => readonly string[]);
}

/** How answers are kept on the server, normalised; serialisable. */
export interface ReusePolicy {
  readonly seconds: number;
  readonly vary: readonly string[];
  readonly tags: readonly string[] | "computed";
  /** Whose answers they are. */
  readonly by: "everyone" | "caller";
}

/** Whether answers leave in the coding that their caller would rather have (RFC 9110 section 12.5.3). */
export type CompressionPolicy =
  | { readonly kind: "negotiated" }
  | { readonly kind: "never"; readonly because: string };
