import type { Clock } from "#core";
import type { OpenApiDocument } from "#policy";

/** An answer of the target, read whole and bounded. */
export interface Answer {
  readonly status: number;
  /** Lower-case names; repeated headers joined by ", ", Set-Cookie kept apart. */
  readonly headers: ReadonlyMap<string, string>;
  readonly cookies: readonly string[];
  readonly text: string;
  /** The body as JSON, or undefined when it is none. */
  readonly json: unknown;
}

/** What to send. */
export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON unless it is text. */
  readonly body?: unknown;
}

/** A service that is looked at from outside. */
export interface Target {
  /** Base URL without a trailing slash. */
  readonly url: string;
  /** What the audit may do at most. */
  readonly depth: "look" | "touch" | "drill";
  /** The OpenAPI document with policies in it, when the target publishes one. */
  readonly document: OpenApiDocument | undefined;
  readonly clock: Clock;
  /**
   * Sends one request: never follows redirects, bounded in time and size, counted against the
   * budget of the run. Rejects when the target cannot be reached.
   */
  readonly ask: (path: string, ask?: Ask) => Promise<Answer>;
  /** A fresh name for test data, different in every run. */
  readonly unique: (prefix: string) => string;
}
