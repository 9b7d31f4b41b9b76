import type { ApiClient } from "@plinth/console";
import type { ContributedShown, Draft } from "../recipes/recipes-api.ts";
import type { Reason } from "../reports/reports-api.ts";
import type { SharePart } from "../share/share-api.ts";
import type { LintedFood, LintedRecipe } from "./data-lint.ts";

/** Where an entry stands. */
export type FeedbackState = "new" | "seen" | "done";

/** What somebody said. */
export interface FeedbackEntry {
  readonly id: string;
  readonly accountId: string;
  readonly createdAt: string;
  readonly kind: string;
  readonly text: string;
  readonly page: string;
  readonly wantsAnswer: boolean;
  readonly state: FeedbackState;
}

/** Figures of the planner's use; money in the smallest unit. */
export interface Insights {
  readonly days: readonly { readonly day: string; readonly plans: number }[];
  readonly weeks: readonly {
    readonly from: string;
    readonly plans: number;
    readonly people: number;
  }[];
  readonly month: { readonly plans: number; readonly shopped: number };
  readonly revenue: {
    readonly currency: string;
    readonly mrr: number;
    readonly paying: number;
    readonly tiers: readonly {
      readonly tier: string;
      readonly title: string;
      readonly subscribers: number;
      readonly monthly: number;
    }[];
  };
}

/** Where an offered recipe stands. */
export type ProposalState = "waiting" | "accepted" | "returned";

/** A recipe that its author offers to everybody; nobody is told whose it is, but by the name to be shown. */
export interface Proposal {
  readonly id: string;
  readonly state: ProposalState;
  readonly createdAt: string;
  readonly note: string;
  readonly credit: string | null;
  readonly recipe: Draft;
}

/** Something that people reported; nobody is told who, or whose it is. */
export interface Reported {
  readonly id: string;
  readonly kind: "recipe" | "plan";
  /** Newest first. */
  readonly reports: readonly {
    readonly reason: Reason;
    readonly words: string;
    readonly createdAt: string;
  }[];
  /** Both null = it is gone by now. */
  readonly recipe: ContributedShown | null;
  readonly plan: {
    readonly part: SharePart;
    readonly createdAt: string;
    readonly views: number;
    /** Titles that people wrote. */
    readonly dishes: readonly string[];
  } | null;
}

/** Query keys of these pages. */
export const adminKeys = {
  insights: ["admin", "planner"] as const,
  catalogue: ["admin", "catalogue"] as const,
  feedback: (state: FeedbackState) => ["admin", "feedback", state] as const,
  allFeedback: ["admin", "feedback"] as const,
  proposals: (state: ProposalState) => ["admin", "recipe-proposals", state] as const,
  allProposals: ["admin", "recipe-proposals"] as const,
  reports: ["admin", "reports"] as const,
};

/** The calls of those who run the planner. */
export const createPlannerAdminApi = (client: ApiClient) => ({
  insights: (signal?: AbortSignal) => client.get<Insights>("/api/v1/admin/planner", signal),
  catalogue: async (signal?: AbortSignal) => {
    const [{ foods }, { recipes }] = await Promise.all([
      client.get<{ readonly foods: readonly LintedFood[] }>("/api/v1/foods", signal),
      client.get<{ readonly recipes: readonly LintedRecipe[] }>("/api/v1/recipes", signal),
    ]);
    return { foods, recipes };
  },
  feedback: (state: FeedbackState, before: string | undefined, signal?: AbortSignal) => {
    const query = new URLSearchParams({ state, ...(before === undefined ? {} : { before }) });
    return client.get<{
      readonly entries: readonly FeedbackEntry[];
      readonly next: string | null;
    }>(`/api/v1/admin/feedback?${query.toString()}`, signal);
  },
  proposals: (state: ProposalState, after: string | undefined, signal?: AbortSignal) => {
    const query = new URLSearchParams({ state, ...(after === undefined ? {} : { after }) });
    return client.get<{
      readonly entries: readonly Proposal[];
      readonly next: string | null;
    }>(`/api/v1/admin/recipe-proposals?${query.toString()}`, signal);
  },
  decide: (id: string, state: Exclude<ProposalState, "waiting">, note: string) =>
    client.request<Proposal>({
      method: "PATCH",
      path: `/api/v1/admin/recipe-proposals/${encodeURIComponent(id)}`,
      body: { state, note },
    }),
  reports: (after: string | undefined, signal?: AbortSignal) => {
    const query = after === undefined ? "" : `?${new URLSearchParams({ after }).toString()}`;
    return client.get<{
      readonly entries: readonly Reported[];
      readonly next: string | null;
    }>(`/api/v1/admin/reports${query}`, signal);
  },
  dismiss: (id: string) =>
    client.remove<undefined>(`/api/v1/admin/reports/${encodeURIComponent(id)}`),
  takeOut: (id: string, note: string) =>
    client.post<undefined>(`/api/v1/admin/reports/${encodeURIComponent(id)}/take-out`, { note }),
  setState: (id: string, state: FeedbackState) =>
    client.request<FeedbackEntry>({
      method: "PATCH",
      path: `/api/v1/admin/feedback/${encodeURIComponent(id)}`,
      body: { state },
    }),
});
