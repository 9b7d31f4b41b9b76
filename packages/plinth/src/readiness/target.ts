import type { Socket } from "node:net";
import type { Clock } from "#core";
import type { Answer, Ask, Depth, OpenApiDocument } from "#policy";
import type { Offer } from "./opening/offer.ts";

export type { Answer, Ask } from "#policy";

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
  readonly depth: Depth;
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
