import type { ApiClient } from "../../client/index.ts";

/** How a share of the requirements stands; percent is the one figure that tenths come from. */
export interface ReadinessArea {
  readonly name: string;
  readonly percent: number;
  readonly shown: number;
  readonly of: number;
  readonly target: number | null;
  readonly risk: "low" | "medium" | "high";
  /** What the level of risk follows from. */
  readonly because: string;
}

/** A box that requirements tick, with the first of the checks that say so. */
export interface ReadinessItem {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  readonly state: "shown" | "partly" | "not shown";
  readonly shown: number;
  readonly of: number;
  readonly checks: readonly {
    readonly id: string;
    readonly state: string;
    readonly command: string;
  }[];
  readonly moreChecks: number;
  /** Who answers for it, as people said. */
  readonly owner: string | null;
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
  readonly lists: {
    readonly checklist: readonly ReadinessItem[];
    readonly deployment: readonly ReadinessItem[];
    readonly soc2: readonly ReadinessItem[];
    readonly questionnaire: readonly ReadinessItem[];
  };
  /** What people think, labelled as that; no figure is made of it. */
  readonly estimates: readonly {
    readonly area: string;
    readonly about: string;
    readonly range: string;
    readonly label: string;
    readonly by: string;
    readonly on: string;
    readonly closedBy: readonly string[];
    readonly moreToClose: number;
  }[];
  /** Where what runs is another version than the report is about. */
  readonly skew: readonly string[];
  /** Findings that are fixed, and not where it runs. */
  readonly undeployed: readonly string[];
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
