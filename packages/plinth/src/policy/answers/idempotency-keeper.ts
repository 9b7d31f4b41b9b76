/** One call under a key. */
export interface IdempotentCall {
  readonly userId: string;
  /** Such as "POST /api/v1/plans". */
  readonly route: string;
  /** As the caller chose it. */
  readonly key: string;
  /** Digest of what was asked: the same key goes with the same request only. */
  readonly fingerprint: string;
  /** How long the call may take at most, in milliseconds; after that it is taken for dead. */
  readonly leaseMs: number;
}

/** An answer as it is kept: a body is text already. */
export interface IdempotentAnswer {
  readonly status: number;
  /** Name, value, name, value. */
  readonly headers: readonly string[];
  readonly payload: string | undefined;
}

/** Keeps what was answered under which key. Provided by a module, wired at composition. */
export interface IdempotencyKeeper {
  /**
   * Gives the kept answer of an earlier call, or does the work and keeps its answer.
   * @throws {AppError} IDEMPOTENCY_KEY_REUSED for another request, IDEMPOTENCY_IN_PROGRESS while the
   * first is under way, IDEMPOTENCY_ANSWER_LOST where a crash lost it, else what the work rejects with.
   */
  readonly once: (
    request: object,
    call: IdempotentCall,
    work: () => Promise<IdempotentAnswer>,
  ) => Promise<{ readonly answer: IdempotentAnswer; readonly isReplayed: boolean }>;
  /**
   * Runs the part of the work that has effects: each of its transactions says in itself that the key
   * is used, and fails where somebody else has taken the key over.
   */
  readonly fenced: <T>(request: object, work: () => T) => T;
}
