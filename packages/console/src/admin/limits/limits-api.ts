import type { ApiClient } from "../../client/index.ts";

/** What a rule decided since the start. */
export interface RuleUse {
  readonly rule: string;
  readonly by: string;
  readonly hits: number;
  readonly blocked: number;
  /** Calls that a rule in dry run would have refused. */
  readonly wouldBlock: number;
}

/** One identity under one rule, and how often it came lately. */
export interface KeyUse {
  readonly rule: string;
  readonly by: string;
  readonly identity: string;
  readonly address: string;
  readonly calls: number;
  readonly lastAt: string;
}

/** An address or range that is blocked or always let in; `until` is null where it has no end. */
export interface AddressEntry {
  readonly id: string;
  readonly address: string;
  readonly kind: "block" | "allow";
  readonly origin: "automatic" | "administrator";
  readonly reason: string;
  readonly level: number;
  readonly from: string;
  readonly until: string | null;
}

/** Limits of a route that an administrator set; `declared` is what code and settings say. */
export interface RouteLimits {
  readonly route: string;
  readonly limits: string;
  readonly declared: string | null;
}

/** Limits and addresses, as GET /api/v1/admin/rate-limit-stats tells them (RL-14). */
export interface LimitStats {
  readonly since: string;
  readonly rules: readonly RuleUse[];
  readonly offenders: readonly KeyUse[];
  readonly busiest: readonly KeyUse[];
  /** Absent where a node of a release before overrides answers, as during a deploy. */
  readonly overrides?: readonly RouteLimits[];
  readonly entries: readonly AddressEntry[];
  readonly entriesTotal: number;
  readonly lists: { readonly allowed: readonly string[]; readonly denied: readonly string[] };
  readonly suspicion: {
    readonly threshold: number;
    readonly seconds: number;
    readonly points: Readonly<Record<string, number>>;
    readonly blockSeconds: readonly number[];
  };
  readonly alarm: {
    readonly fault: string;
    readonly address: string;
    readonly since: string;
  } | null;
}

/** What to do with an address; `minutes` undefined for until it is removed. */
export interface EntryDraft {
  readonly address: string;
  readonly kind: "block" | "allow";
  readonly minutes?: number;
  readonly reason: string;
}

/** Which limit to set, and to what; `by` where the route counts by several things. */
export interface OverrideDraft {
  readonly route: string;
  readonly windows: string;
  readonly by?: string;
  readonly dryRun: boolean;
}

const ROOT = "/api/v1/admin";

/** Names the calls about limits and addresses. */
export const createLimitsApi = (client: ApiClient) => ({
  stats: (signal?: AbortSignal): Promise<LimitStats> =>
    client.get(`${ROOT}/rate-limit-stats`, signal),
  /** Gives a key its budget back, as the statistics name it. */
  clear: ({ rule, by, identity }: Pick<KeyUse, "rule" | "by" | "identity">) =>
    client.post<undefined>(`${ROOT}/rate-limits/clear`, { rule, by, identity, counted: true }),
  override: (draft: OverrideDraft) =>
    client.request<undefined>({
      method: "PUT",
      path: `${ROOT}/rate-limits/overrides`,
      body: draft,
    }),
  restore: (route: string) =>
    client.post<undefined>(`${ROOT}/rate-limits/overrides/lift`, { route }),
  add: (draft: EntryDraft) => client.post<undefined>(`${ROOT}/blocks`, draft),
  remove: (id: string) => client.remove<undefined>(`${ROOT}/blocks/${encodeURIComponent(id)}`),
});
