import type { FaultSource } from "./faults/fault.ts";
import type { CountedFault } from "./faults/tracker.ts";

/** Whether somebody has to look at a group: "open" until it is resolved, or muted for good. */
export type GroupState = "open" | "resolved" | "muted";

/** A row of error_groups; times in milliseconds since the epoch. */
interface GroupRow {
  readonly id: string;
  readonly source: FaultSource;
  readonly kind: string;
  readonly message: string;
  readonly frames: string;
  readonly place: string;
  readonly times: number;
  readonly first_at: number;
  readonly last_at: number;
  readonly first_release: string;
  readonly last_release: string;
  readonly request_id: string | null;
  readonly trace_id: string | null;
  readonly state: GroupState;
  readonly changed_at: number | null;
  readonly changed_by: string | null;
  readonly returns: number;
  readonly returned_at: number | null;
}

interface TimesRow {
  readonly slot: number;
  readonly group_id: string;
  readonly times: number;
}

/** The tables as statements see them. */
export interface Tables {
  readonly error_groups: GroupRow;
  readonly error_times: TimesRow;
}

/** Faults that are the same; times in milliseconds since the epoch. */
export interface FaultGroup {
  readonly id: string;
  readonly source: FaultSource;
  readonly kind: string;
  readonly message: string;
  readonly frames: readonly string[];
  readonly place: string;
  readonly times: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly firstRelease: string;
  readonly lastRelease: string;
  /** Of the last occurrence. */
  readonly requestId: string | null;
  readonly traceId: string | null;
  readonly state: GroupState;
  readonly changedAt: number | null;
  readonly changedBy: string | null;
  /** How often it came again after it had been resolved. */
  readonly returns: number;
  readonly returnedAt: number | null;
}

/** A row for what has not come before. */
export const rowOf = (
  { fault, times, firstAt, lastAt }: CountedFault,
  release: string,
): GroupRow => ({
  id: fault.id,
  source: fault.source,
  kind: fault.kind,
  message: fault.message,
  frames: JSON.stringify(fault.frames),
  place: fault.place,
  times,
  first_at: firstAt,
  last_at: lastAt,
  first_release: release,
  last_release: release,
  request_id: fault.requestId,
  trace_id: fault.traceId,
  state: "open",
  changed_at: null,
  changed_by: null,
  returns: 0,
  returned_at: null,
});

/** A row as the rest of the module sees it. */
export const groupOf = (row: GroupRow): FaultGroup => ({
  id: row.id,
  source: row.source,
  kind: row.kind,
  message: row.message,
  frames: JSON.parse(row.frames) as readonly string[],
  place: row.place,
  times: row.times,
  firstAt: row.first_at,
  lastAt: row.last_at,
  firstRelease: row.first_release,
  lastRelease: row.last_release,
  requestId: row.request_id,
  traceId: row.trace_id,
  state: row.state,
  changedAt: row.changed_at,
  changedBy: row.changed_by,
  returns: row.returns,
  returnedAt: row.returned_at,
});
