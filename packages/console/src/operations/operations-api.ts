import type { ApiClient } from "../client/index.ts";

/** How a part of the service stands; "unknown" where nobody looked. */
export type PartState = "ok" | "degraded" | "failed" | "unknown";

/** One day of a part. */
export interface HealthDay {
  /** UTC, "2026-01-31". */
  readonly day: string;
  /** Percent of the measured time in which it worked; null: not measured. */
  readonly uptime: number | null;
}

/** A part as it is now, and its last days. */
export interface HealthPart {
  readonly name: string;
  readonly state: PartState;
  /** Empty when there is nothing to say. */
  readonly detail: string;
  readonly days: readonly HealthDay[];
}

/** A stretch of time in which a part kept one state; times are ISO 8601. */
export interface HealthEntry {
  readonly component: string;
  readonly state: PartState;
  readonly detail: string;
  readonly since: string;
  /** Null while it lasts. */
  readonly until: string | null;
}

/** The answer of the history of health. */
export interface HealthHistory {
  readonly from: string;
  readonly to: string;
  /** Seconds between two checks. */
  readonly interval: number;
  readonly components: readonly HealthPart[];
  /** Newest first. */
  readonly entries: readonly HealthEntry[];
  readonly isCut: boolean;
}

/** Reads the history of health between two instants, in seconds since the epoch. */
export const loadHealthHistory = (
  client: ApiClient,
  time: { readonly from: number; readonly to: number },
  signal?: AbortSignal,
): Promise<HealthHistory> => {
  const iso = (seconds: number): string => new Date(seconds * 1_000).toISOString();
  const query = new URLSearchParams({ from: iso(time.from), to: iso(time.to) });
  return client.get<HealthHistory>(`/api/v1/admin/health/history?${query}`, signal);
};
