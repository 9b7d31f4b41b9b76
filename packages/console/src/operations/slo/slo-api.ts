import type { ApiClient } from "../../client/index.ts";

/** How one objective stands; amounts in seconds or requests, as `unit` says. */
export interface Objective {
  readonly id: "availability" | "requests";
  readonly about: string;
  readonly unit: "seconds" | "requests";
  /** Percent; null where nothing was seen yet. */
  readonly measured: number | null;
  readonly observed: number;
  readonly bad: number;
  /** `left` is a share, and below zero once more than all is spent. */
  readonly budget: { readonly total: number; readonly left: number };
  readonly burn: readonly { readonly window: string; readonly rate: number }[];
  readonly rules: readonly {
    readonly id: string;
    readonly long: string;
    readonly short: string;
    readonly rate: number;
    readonly isFiring: boolean;
  }[];
}

/** A time in which no node was there; times are ISO 8601. */
export interface Outage {
  readonly from: string;
  readonly to: string;
  readonly seconds: number;
  readonly isPlanned: boolean;
}

/** The answer about the objective. */
export interface SloView {
  readonly at: string;
  /** Percent. */
  readonly target: number;
  /** Seconds. */
  readonly month: number;
  /** Null where nobody probes. */
  readonly probe: {
    readonly path: string;
    readonly seconds: number;
    readonly last: { readonly at: string; readonly isGood: boolean } | null;
  } | null;
  readonly objectives: readonly Objective[];
  /** Newest first. */
  readonly outages: readonly Outage[];
}

/** A time in which something was not as usual; times are ISO 8601. */
export interface Anomaly {
  readonly id: string;
  readonly class: "reads" | "writes" | "pages" | "operations";
  readonly signal: "latency" | "errors" | "rate";
  readonly from: string;
  /** Null while it lasts. */
  readonly to: string | null;
  /** Seconds, a share, or requests in ten seconds. */
  readonly value: number;
  readonly expected: number;
}

/** Asks how the objective stands. */
export const loadSlo = (client: ApiClient, signal?: AbortSignal): Promise<SloView> =>
  client.get("/api/v1/admin/slo", signal);

/** Asks what was not as usual; seconds since the epoch. */
export const loadAnomalies = (
  client: ApiClient,
  from: number,
  to: number,
  signal?: AbortSignal,
): Promise<{ readonly anomalies: readonly Anomaly[] }> =>
  client.get(`/api/v1/admin/anomalies?from=${from * 1_000}&to=${to * 1_000}`, signal);
