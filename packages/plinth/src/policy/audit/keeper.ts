/** Who acts, as far as it is known. */
export interface AuditCaller {
  readonly userId: string;
  /** How the caller is known: "cookie", "bearer", or the public part of an API key. */
  readonly via: string;
}

/** What is acted on. */
export interface AuditTarget {
  /** Accounts stand in the trail under a pseudonym. */
  readonly kind: "account" | "thing";
  readonly id: string;
}

/** A call of a route that is recorded, as it arrives. */
export interface AuditedCall {
  readonly action: string;
  /** Method and path, with parameters unfilled. */
  readonly route: string;
  readonly requestId: string;
  readonly traceId: string | undefined;
  readonly clientAddress: string;
  readonly agent: string | undefined;
}

/** How a call ended. */
export interface AuditedEnd {
  readonly outcome: "success" | "refused" | "failed" | "repeated";
  readonly status: number;
  readonly caller: AuditCaller | undefined;
  readonly target: AuditTarget | undefined;
}

/** The record of one call; exactly one entry comes of it. */
export interface AuditedRecord {
  /**
   * Notes that the action begins, before it changes anything: if the process dies in the middle,
   * that stands in the trail. Resolves when it is durable; rejects as a store does.
   */
  readonly begin: (
    caller: AuditCaller | undefined,
    target: AuditTarget | undefined,
  ) => Promise<void>;
  /** Notes how it ended; resolves when it is durable, and rejects as a store does. */
  readonly end: (end: AuditedEnd) => Promise<void>;
  /** Nothing happened that is to be recorded. */
  readonly drop: () => void;
}

/** Keeps the audit trail of the calls of all routes; at most one module of an application does. */
export interface AuditKeeper {
  readonly open: (call: AuditedCall) => AuditedRecord;
}
