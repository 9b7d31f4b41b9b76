/** What is known of the replica. */
export interface ReplicaStatus {
  /** What is read there may be so old, at most; infinity while it does not answer. */
  readonly lagMs: number;
  /** Statements that it answered. */
  readonly reads: number;
  /** Statements that may have gone there and went to the primary. */
  readonly refused: number;
}
