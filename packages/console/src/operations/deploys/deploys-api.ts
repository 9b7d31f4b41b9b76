import type { ApiClient } from "../../client/index.ts";

/** A deploy, dry run, rollback or reload that ended. */
export interface Deploy {
  readonly number: number;
  readonly kind: string;
  /** Who typed it: a user of the operating system, or a signal. */
  readonly by: string;
  readonly outcome: string;
  readonly reason: string;
  /** ISO 8601. */
  readonly at: string;
  readonly from: string | null;
  readonly to: string;
  /** Null where nothing was checked. */
  readonly gates: { readonly passed: number; readonly others: readonly string[] } | null;
}

/** The answer of GET /api/v1/admin/deploys. */
export interface DeployList {
  readonly serving: { readonly name: string; readonly version: string };
  /** Whether `plinth front` ever deployed here. */
  readonly isDeployed: boolean;
  readonly hasWayBack: boolean;
  /** Newest first. */
  readonly deploys: readonly Deploy[];
}

/** What serves, and what was deployed. */
export const loadDeploys = (client: ApiClient, signal?: AbortSignal): Promise<DeployList> =>
  client.get("/api/v1/admin/deploys", signal);
