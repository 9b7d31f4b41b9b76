import type { Report, Verdict } from "#readiness";
import type { Loss } from "./drill.ts";
import type { Step } from "./incident.ts";

/** The record of one drill: an incident with its timeline (EVID-17). */
export interface DrillRecord {
  readonly id: string;
  readonly verdict: Verdict;
  readonly holds: readonly string[];
  readonly seed: number;
  readonly steps: readonly Step[];
  /** Milliseconds from the cause until it showed from outside; null where it was not measured. */
  readonly detectMs: number | null;
  /** Milliseconds until all was well again; null where it was not measured. */
  readonly recoverMs: number | null;
  readonly lost: Loss | null;
  readonly faults: readonly string[];
  readonly shelfLifeDays: number;
  /** ISO time after which the result counts no more; null where it never counted (EVID-14). */
  readonly validUntil: string | null;
}

/**
 * What `plinth drill --json` writes: a report like that of an audit, with a line for each drill, and
 * the record of each beside it.
 */
export interface DrillReport extends Report {
  readonly drills: readonly DrillRecord[];
}
