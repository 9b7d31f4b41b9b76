import type { ApiClient } from "../../client/index.ts";

/** One kind of thing that pages were kept from doing. */
export interface Violation {
  readonly id: string;
  readonly directive: string;
  /** "inline", "eval", a path of this site, or the origin of another. */
  readonly blocked: string;
  readonly page: string;
  readonly source: string;
  /** From 1; 0 where none is known. */
  readonly line: number;
  readonly disposition: "enforce" | "report";
  readonly times: number;
  readonly firstAt: string;
  readonly lastAt: string;
}

/** What browsers reported, as GET /api/v1/admin/csp-reports tells it (WEB-04). */
export interface ContentReports {
  readonly violations: readonly Violation[];
  readonly keptDays: number;
  readonly isReportOnly: boolean;
}

const PATH = "/api/v1/admin/csp-reports";

/** Names the calls about reports of browsers. */
export const createReportsApi = (client: ApiClient) => ({
  list: (signal?: AbortSignal): Promise<ContentReports> => client.get(PATH, signal),
  clear: () => client.remove<undefined>(PATH),
});
