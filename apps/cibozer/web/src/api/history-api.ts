import type { ApiClient } from "@plinth/console";

/** A meal that the person had. */
export type EatenMeal = {
  readonly date: string;
  readonly slot: string;
  readonly recipe: { readonly id: string; readonly title: string };
  readonly portion: number;
};

/** Four weeks, newest first. */
export type HistoryPart = {
  readonly meals: readonly EatenMeal[];
  /** The last day of the four weeks before; null = there is nothing earlier. */
  readonly earlier: string | null;
};

/** Whether a meal was had, as it is told. */
export type Eaten = {
  readonly date: string;
  readonly slot: string;
  readonly recipe: string;
  readonly portion: number;
  readonly eaten: boolean;
};

/** The path of what somebody had. */
export const HISTORY_PATH = "/api/v1/history";

/** The calls about what somebody had. */
export const createHistoryApi = (client: ApiClient) => ({
  load: (until: string | undefined, signal?: AbortSignal) =>
    client.get<HistoryPart>(
      until === undefined ? HISTORY_PATH : `${HISTORY_PATH}?until=${until}`,
      signal,
    ),
  tell: (body: Eaten, idempotencyKey: string) =>
    client.request<undefined>({ method: "PUT", path: HISTORY_PATH, body, idempotencyKey }),
});
