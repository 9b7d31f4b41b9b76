import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { ADMIN_KEY } from "../../admin/action-button.tsx";
import { isRefused } from "../../client/index.ts";
import type { TimeRange } from "../../kit/chart/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { loadMetric, type MetricHistory, type MetricQuestion } from "./metrics-api.ts";

const REFRESH_MS = 10_000;

/** What became of several questions; answers stand where their questions do. */
export interface Metrics {
  readonly answers: readonly (MetricHistory | undefined)[];
  readonly error: unknown;
  readonly retry: () => void;
}

/** Asks several questions about one time; what goes up to now is asked again every ten seconds. */
export const useMetrics = (questions: readonly MetricQuestion[], range: TimeRange): Metrics => {
  const { client } = useRuntime();
  const isLive = range.to === null;
  const found = useQueries({
    queries: questions.map((question) => ({
      queryKey: [ADMIN_KEY, "metrics", question, range.name, range.from, range.to],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        loadMetric(client, question, range, Math.floor(Date.now() / 1_000), signal),
      staleTime: isLive ? 0 : Number.POSITIVE_INFINITY,
      refetchInterval: ({ state }: { readonly state: { readonly error: unknown } }) =>
        isLive && !isRefused(state.error) ? REFRESH_MS : false,
      placeholderData: keepPreviousData,
    })),
  });
  return {
    answers: found.map(({ data }) => data),
    error: found.find(({ error }) => error !== null)?.error ?? null,
    retry: () => {
      for (const query of found) void query.refetch();
    },
  };
};
