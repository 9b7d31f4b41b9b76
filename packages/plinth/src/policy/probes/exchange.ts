/** What to send. */
export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON unless it is text or bytes; those go as they are, with the Content-Type of `headers`. */
  readonly body?: unknown;
  /** Announces this many bytes, whatever is sent: for bodies that are refused unread. */
  readonly contentLength?: number;
  /** Sends the body in chunks and leaves it unfinished, so that no length announces it. */
  readonly isUnfinished?: boolean;
  /** Longest wait, in milliseconds; default 5,000. */
  readonly timeoutMs?: number;
  /** Waits three times as long, and after a 429 with a short Retry-After, and asks once more then. */
  readonly isPatient?: boolean;
  /** 408 and 503 are what is looked at: they are not asked again, and stand for themselves. */
  readonly isAboutLoad?: boolean;
  /** For how long a stream of events, which has no end, is listened to; milliseconds, default 500. */
  readonly eventsMs?: number;
}

/** An answer of the target, read whole and bounded, with what was asked. */
export interface Answer {
  readonly status: number;
  /** Lower-case names; repeated headers joined by ", ", Set-Cookie kept apart. */
  readonly headers: ReadonlyMap<string, string>;
  /** Header names (lower case) and values as they came, repetitions included. */
  readonly headerLines: readonly (readonly [name: string, value: string])[];
  readonly cookies: readonly string[];
  /** The body, out of the coding in which it came; "" where it is in none that was asked for. */
  readonly text: string;
  /** How many bytes it came in. */
  readonly bytes: number;
  /** The body as JSON, or undefined when it is none. */
  readonly json: unknown;
  readonly asked: Ask & { readonly method: string; readonly path: string };
}
