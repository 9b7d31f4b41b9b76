import type { ApiClient } from "../../client/index.ts";

/** Those who signed up in one week, and how many of them were active in that week and each after. */
export interface Cohort {
  /** Its Monday, "2026-01-26". */
  readonly week: string;
  readonly accounts: number;
  readonly active: readonly number[];
}

/** How many use the service, and come back; by UTC. */
export interface EngagementView {
  readonly today: string;
  readonly active: { readonly day: number; readonly week: number; readonly month: number };
  /** Shares; null where nobody signed up in that week. */
  readonly retained: { readonly oneWeek: number | null; readonly fourWeeks: number | null };
  readonly days: readonly {
    readonly day: string;
    readonly active: number;
    readonly signedUp: number;
  }[];
  readonly cohorts: readonly Cohort[];
}

/** What the page shows: who uses the service, and which charts there are. */
export interface BusinessView {
  readonly engagement: EngagementView;
  /** Names of metrics that have a past. */
  readonly metrics: ReadonlySet<string>;
}

/** Asks for both. */
export const loadBusiness = async (
  client: ApiClient,
  signal: AbortSignal,
): Promise<BusinessView> => {
  const [engagement, { families }] = await Promise.all([
    client.get<EngagementView>("/api/v1/admin/engagement", signal),
    client.get<{ readonly families: readonly { readonly name: string }[] }>(
      "/api/v1/admin/metrics/names",
      signal,
    ),
  ]);
  return { engagement, metrics: new Set(families.map(({ name }) => name)) };
};
