import type { ApiClient } from "@plinth/console";

/** What may be wrong with what others gave or shared. */
export type Reason = "unsafe" | "wrong" | "copied" | "offensive" | "private" | "other";

/** What is said of it. */
export interface Report {
  readonly reason: Reason;
  readonly words?: string;
}

/** Names the calls. */
export const createReportsApi = (client: ApiClient) => ({
  recipe: (id: string, report: Report) =>
    client.post<undefined>(`/api/v1/contributed-recipes/${encodeURIComponent(id)}/reports`, report),
  plan: (link: { readonly token: string; readonly password?: string }, report: Report) =>
    client.post<undefined>("/api/v1/shared-plans/reports", { ...link, ...report }),
});
