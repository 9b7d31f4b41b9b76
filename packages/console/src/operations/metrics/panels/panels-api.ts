import type { ApiClient } from "../../../client/index.ts";
import type { Statistic } from "../metrics-api.ts";

/** A chart of somebody's own: a question about a metric, and a name for it. */
export interface Panel {
  readonly title: string;
  readonly name: string;
  readonly statistic?: Statistic;
  readonly by?: string;
  readonly where?: string;
}

/** A metric that can be asked about. */
export interface Family {
  readonly name: string;
  readonly kind: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: readonly string[];
  readonly statistics: readonly Statistic[];
}

/** As many as the server keeps. */
export const MAX_PANELS = 12;

const ROOT = "/api/v1/admin/panels";

/** Names the calls about panels. */
export const createPanelsApi = (client: ApiClient) => ({
  list: async (signal?: AbortSignal): Promise<readonly Panel[]> =>
    (await client.get<{ readonly panels: readonly Panel[] }>(ROOT, signal)).panels,
  save: (panels: readonly Panel[]) =>
    client.request<undefined>({ method: "PUT", path: ROOT, body: { panels } }),
  families: async (signal?: AbortSignal): Promise<readonly Family[]> =>
    (
      await client.get<{ readonly families: readonly Family[] }>(
        "/api/v1/admin/metrics/names",
        signal,
      )
    ).families,
});
