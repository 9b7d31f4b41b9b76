import type { Socket } from "node:net";
import type { Clock } from "#core";
import type { OpenApiDocument } from "#policy";
import type { Offer } from "./opening/offer.ts";

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
  /** After a 429 with a short Retry-After: waits and asks once more. */
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

/** What came back so far, whoever asked. */
export interface Heard {
  readonly answers: number;
  /** Those of a target that is too busy (`isBusy`), asked again or not. */
  readonly busy: number;
  /** Those after which there was no better one, a line each. */
  readonly refused: readonly string[];
}

/** A service that is looked at from outside. */
export interface Target {
  /** Base URL without a trailing slash. */
  readonly url: string;
  readonly isHttps: boolean;
  /** Whether the target runs on this machine, as seen from its address. */
  readonly isLocal: boolean;
  /** What the audit may do at most. */
  readonly depth: "look" | "touch" | "drill";
  /** The OpenAPI document with policies in it, when the target publishes one. */
  readonly document: OpenApiDocument | undefined;
  /** Why the document could not be read where there is one, or may be; undefined for no such reason. */
  readonly unreadDocument: string | undefined;
  /** Header fields of somebody signed in, where the caller gave some: for claims about such people. */
  readonly signedIn?: Readonly<Record<string, string>> | undefined;
  readonly clock: Clock;
  /** How many requests with random values may be sent, and the seed that determines them (VAL-03). */
  readonly fuzz: { readonly seed: number; readonly requests: number };
  /**
   * Sends one request: never follows redirects, bounded in time and size, counted against the
   * budget of the run. A target that is busy is asked once more. Rejects when it cannot be reached.
   */
  readonly ask: (path: string, ask?: Ask) => Promise<Answer>;
  readonly heard: () => Heard;
  /** Opens a connection for bytes that no client library sends; counted like a request. */
  readonly open: (offer?: Offer) => Promise<Socket>;
  /** Lets time pass on the target, where a claim is about that; a few seconds at most. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** A fresh name for test data, different in every run. */
  readonly unique: (prefix: string) => string;
  /**
   * The same target, asked from another client address where that is possible (`hasVisitors`): on
   * this machine every address of 127.0.0.0/8 is a client of its own, so that limits by address
   * that one probe uses up do not colour the next. Once `signal` is aborted nothing is sent.
   */
  readonly visitor: (signal?: AbortSignal) => Target;
  readonly hasVisitors: boolean;
  /** Makes a thing once for the whole run; what could not be made is tried again next time. */
  readonly remember: <T>(key: string, make: () => Promise<T>) => Promise<T>;
}
