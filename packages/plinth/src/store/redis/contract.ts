import { AppError, platformErrors, type Random, type Secret, type StartTimer } from "#core";

/** The server is looked for more often than this. */
const RETRY_SECONDS = 2;

/** Figures of the server, read from its own INFO (HLT-05, OBS-03). */
export interface RedisFigures {
  /** Memory as Redis writes it, for example "1.52M". */
  readonly usedMemoryHuman: string;
  readonly usedMemoryBytes: number;
  readonly connectedClients: number;
  readonly keyspaceHits: number;
  readonly keyspaceMisses: number;
  readonly evictedKeys: number;
  readonly commandsProcessed: number;
}

/** Whether Redis answers, and if not, why; without any part of the URL. */
export type RedisState =
  | { readonly isUp: true }
  | { readonly isUp: false; readonly reason: string };

/** A script that Redis runs as one step; sent by its digest, whole only where it is not known. */
export interface RedisScript {
  readonly text: string;
  /** SHA-1 of the text in hexadecimal, as EVALSHA wants it. */
  readonly digest: string;
}

/** What reaches a subscriber. */
export interface RedisListener {
  readonly onMessage: (text: string) => void;
  /** The subscription was interrupted and stands again: messages in between were missed. */
  readonly onGap: () => void;
}

/**
 * One Redis server, shared by all nodes. It holds only what may be lost, so that nothing here waits
 * for it: a call is answered, or rejected with {@link RedisUnavailable} within its time; while the
 * server is known to be out of reach it is rejected at once. Finding it again is done in the
 * background.
 */
export interface Redis {
  /** Begins every key and channel: nodes with the same SECRET_KEY share them, others do not. */
  readonly namespace: string;
  readonly state: () => RedisState;
  /** Calls `listener` at every change of the state; the result removes it. */
  readonly onChange: (listener: (state: RedisState) => void) => () => void;
  /**
   * Runs a script within `withinMs` milliseconds, and reads its answer: what `read` throws counts as
   * an outage, because a server that answers nonsense is of no more use than one that is silent.
   */
  readonly evaluate: <T>(
    script: RedisScript,
    keys: readonly string[],
    values: readonly (string | number)[],
    withinMs: number,
    read: (reply: unknown) => T,
  ) => Promise<T>;
  /** Runs one command; waits at most for REDIS_POOL_TIMEOUT. Not for the path of requests. */
  readonly call: (command: string, ...values: readonly (string | number)[]) => Promise<unknown>;
  /** Subscribes on a connection of its own; the result ends the subscription. */
  readonly subscribe: (channel: string, listener: RedisListener) => () => void;
  readonly figures: () => Promise<RedisFigures>;
  /** Ends both connections; never rejects. */
  readonly close: () => Promise<void>;
}

/** How Redis is reached. */
export interface RedisOptions {
  /** redis://user:password@host:6379/0, or rediss:// for TLS, which verifies the certificate. */
  readonly url: Secret;
  readonly namespace: string;
  /** Longest wait of calls that no request waits for, in milliseconds. */
  readonly poolTimeoutMs: number;
  readonly random: Random;
  /** The machine's own where none is given. */
  readonly startTimer?: StartTimer;
  /** Hears of faults of the connection. */
  readonly onFault?: (fault: unknown) => void;
}

/**
 * Redis did not answer in time, cannot be reached, or refused to work. Where nobody catches it the
 * caller gets a 503, never a 500; `reason` is for logs.
 */
export class RedisUnavailable extends AppError {
  readonly reason: string;

  constructor(reason: string, cause?: unknown) {
    super("SERVICE_UNAVAILABLE", platformErrors.catalogue.SERVICE_UNAVAILABLE, {
      headers: { "Retry-After": String(RETRY_SECONDS) },
      cause,
    });
    this.name = "RedisUnavailable";
    this.reason = reason;
  }
}
