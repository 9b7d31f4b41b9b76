import type { StandbyNote } from "./lease/contract.ts";

/** What happened. */
export type FailoverEvent =
  /** This instance may write (again). */
  | { readonly kind: "leads"; readonly epoch: number }
  /** It may not any more; `reason` is one sentence. */
  | { readonly kind: "fenced"; readonly epoch: number; readonly reason: string }
  /** PostgreSQL: another server is to be the primary. */
  | { readonly kind: "claimed"; readonly epoch: number; readonly holder: string }
  | { readonly kind: "promoted"; readonly epoch: number; readonly holder: string };

/** How failover stands, seen from one instance. All instants in milliseconds since the epoch of Unix. */
export interface FailoverStatus {
  readonly engine: "embedded" | "postgresql";
  /** Where leases are kept. */
  readonly witness: string;
  readonly epoch: number;
  /** Embedded: the instance that leads. PostgreSQL: the server. Undefined where nobody ever did. */
  readonly holder: string | undefined;
  /** Why this instance may change nothing now; undefined where it may. */
  readonly refusal: string | undefined;
  readonly standbys: readonly (StandbyNote & { readonly lagMs: number })[];
  readonly lastFault: { readonly at: number; readonly message: string } | undefined;
}

/** Failover of one instance that serves. */
export interface Failover {
  readonly status: () => FailoverStatus;
  /** Who is told what happens; must not throw. */
  readonly listen: (listener: (event: FailoverEvent) => void) => void;
}
