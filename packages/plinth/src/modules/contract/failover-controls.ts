/** A standby, as far as it is known; instants in milliseconds since the epoch. */
export interface KnownStandby {
  readonly name: string;
  readonly at: number;
  readonly upTo: number;
  /** Whether it could take over now. */
  readonly isReady: boolean;
  readonly lagMs: number;
}

/** How failover stands. */
export interface FailoverState {
  readonly engine: "embedded" | "postgresql";
  /** Where it is agreed who leads; for people. */
  readonly witness: string;
  readonly epoch: number;
  readonly holder: string | undefined;
  /** Why this instance may change nothing now; undefined where it may. */
  readonly refusal: string | undefined;
  readonly standbys: readonly KnownStandby[];
  readonly lastFault: { readonly at: number; readonly message: string } | undefined;
}

/** What modules may know of failover. */
export interface FailoverControls {
  readonly status: () => FailoverState;
}
