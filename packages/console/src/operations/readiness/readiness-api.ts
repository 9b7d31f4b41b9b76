import type { ApiClient } from "../../client/index.ts";

/** How a share of the requirements stands; percent is the one figure that tenths come from. */
export interface ReadinessArea {
  readonly name: string;
  readonly percent: number;
  readonly shown: number;
  readonly of: number;
  readonly target: number | null;
  /** Per cent in the report before. */
  readonly before: number | null;
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
    /** Capabilities that are wholly shown. */
    readonly useCases: readonly string[];
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
  readonly progress: {
    readonly done: number;
    readonly total: number;
    readonly percent: number;
    readonly complete: number;
    readonly partial: number;
    readonly remaining: number;
    readonly next: string | null;
  };
  readonly coverage: readonly {
    readonly name: string;
    readonly shown: number;
    readonly of: number;
    readonly percent: number;
    readonly before: number | null;
  }[];
  readonly objectives: readonly {
    readonly objective: string;
    readonly target: string;
    readonly measured: number;
    readonly holds: boolean;
    readonly at: string;
    readonly goodUntil: string;
  }[];
  readonly runs: readonly {
    readonly source: string;
    readonly target: string;
    readonly requests: number;
    readonly rate: number;
    readonly errorPercent: number;
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
    readonly connections: number;
    readonly serverAgrees: string;
  }[];
  readonly drills: readonly {
    readonly id: string;
    readonly claim: string;
    readonly verdict: string;
    readonly measured: string;
    readonly at: string;
    readonly goodUntil: string;
  }[];
  readonly missingDrills: readonly string[];
  readonly owasp: readonly {
    readonly category: string;
    readonly name: string;
    readonly judged: number;
    readonly passed: number;
    readonly failed: number;
    readonly applicable: number;
  }[];
  readonly asvs: readonly {
    readonly chapter: string;
    readonly requirements: readonly string[];
    readonly passed: number;
    readonly applicable: number;
  }[];
  readonly ledger: {
    readonly open: {
      readonly security: number;
      readonly performance: number;
      readonly quality: number;
      readonly total: number;
    };
    readonly findings: readonly {
      readonly id: string;
      readonly kind: string;
      readonly state: string;
      readonly severity: string;
      readonly claim: string;
      readonly measured: string;
      readonly before: string | null;
      readonly regressionTests: readonly string[];
    }[];
  };
  readonly tests: {
    readonly total: number;
    readonly passed: number;
    readonly failed: number;
    readonly skipped: number;
  };
  readonly properties: {
    readonly total: number;
    readonly implemented: number;
    readonly passed: number;
    readonly registry: readonly {
      readonly id: string;
      readonly text: string;
      readonly state: string;
      readonly by: readonly string[];
    }[];
  };
  readonly dependencies: {
    readonly state: "allowed" | "refused" | "unknown";
    readonly total: number;
    readonly shipped: number;
    readonly licences: readonly { readonly licence: string; readonly packages: number }[];
    readonly refused: readonly string[];
  };
  /** Unknown where the source could not be read: no pass. */
  readonly advisories: {
    readonly state: "none" | "found" | "unknown";
    readonly detail: string;
    readonly found: readonly {
      readonly name: string;
      readonly severity: string;
      readonly range: string;
    }[];
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
  readonly methods: readonly {
    readonly name: string;
    readonly state: "present" | "not-run";
    readonly detail: string;
  }[];
  /** Against the report before; `since` is null where there was none. */
  readonly changes: {
    readonly since: string | null;
    readonly better: readonly string[];
    readonly worse: readonly string[];
    readonly other: readonly string[];
  };
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
