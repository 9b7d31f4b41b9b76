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

/** How a share of the requirements stands; percent is the one figure that tenths come from. */
export interface ReadinessArea {
  readonly name: string;
  readonly percent: number;
  readonly shown: number;
  readonly of: number;
  readonly target: number | null;
  readonly risk: "low" | "medium" | "high";
}

/** What `plinth report --publish` signed, as far as it is shown here; times are ISO 8601. */
export interface ReadinessReport {
  readonly header: {
    readonly generatedAt: string;
    readonly nextReview: string | null;
    readonly commit: string | null;
    readonly author: string;
    readonly targets: readonly string[];
  };
  readonly verdict: { readonly isReady: boolean; readonly met: number; readonly of: number };
  readonly gates: readonly {
    readonly id: string;
    readonly claim: string;
    readonly isMet: boolean;
    readonly measured: string;
    readonly wanted: string;
  }[];
  readonly score: { readonly value: number; readonly denominator: number };
  readonly security: { readonly value: number; readonly posture: string };
  readonly overall: ReadinessArea;
  readonly areas: readonly ReadinessArea[];
  readonly capabilities: readonly {
    readonly name: string;
    readonly state: "supported" | "partial" | "unproven" | "roadmap";
    readonly shown: number;
    readonly of: number;
  }[];
  readonly objectives: readonly {
    readonly objective: string;
    readonly target: string;
    readonly measured: number;
    readonly holds: boolean;
    readonly at: string;
    readonly goodUntil: string;
  }[];
  readonly drills: readonly {
    readonly id: string;
    readonly claim: string;
    readonly verdict: string;
    readonly measured: string;
    readonly at: string;
    readonly goodUntil: string;
  }[];
  readonly ledger: {
    readonly open: {
      readonly security: number;
      readonly performance: number;
      readonly quality: number;
      readonly total: number;
    };
  };
  readonly sources: readonly {
    readonly kind: string;
    readonly name: string;
    readonly at: string;
    readonly sha256: string;
  }[];
}

/** The answer about readiness: a report, none, or one that was not signed here. */
export interface ReadinessView {
  readonly state: "none" | "refused" | "published";
  readonly reason: string | null;
  readonly isOverdue: boolean;
  /** The server's time, by which things are too old. */
  readonly now: string;
  readonly report: ReadinessReport | null;
}

/** Reads the published readiness report. */
export const loadReadiness = (client: ApiClient, signal?: AbortSignal): Promise<ReadinessView> =>
  client.get<ReadinessView>("/api/v1/admin/readiness", signal);
