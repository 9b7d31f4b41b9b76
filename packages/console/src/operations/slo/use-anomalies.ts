import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ADMIN_KEY } from "../../admin/action-button.tsx";
import { isRefused } from "../../client/index.ts";
import type { ChartMark, TimeRange } from "../../kit/chart/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { type Anomaly, loadAnomalies } from "./slo-api.ts";
import { anomalyWords } from "./slo-words.ts";

const REFRESH_MS = 10_000;

/** Marks on charts, by what they are about. */
export type AnomalyMarks = Readonly<Record<Anomaly["signal"], readonly ChartMark[]>>;

const seconds = (iso: string): number => Date.parse(iso) / 1_000;

/** What was not as usual in the time shown, as marks; none while that is not known. */
export const useAnomalies = (range: TimeRange): AnomalyMarks => {
  const { client } = useRuntime();
  const isLive = range.to === null;
  const { data } = useQuery({
    queryKey: [ADMIN_KEY, "anomalies", range.name, range.from, range.to],
    queryFn: ({ signal }) => {
      const to = range.to ?? Math.floor(Date.now() / 1_000);
      return loadAnomalies(client, range.from ?? to - range.span, to, signal);
    },
    staleTime: isLive ? 0 : Number.POSITIVE_INFINITY,
    refetchInterval: ({ state }) => (isLive && !isRefused(state.error) ? REFRESH_MS : false),
    placeholderData: keepPreviousData,
  });
  const marksOf = (signal: Anomaly["signal"]): readonly ChartMark[] =>
    (data?.anomalies ?? [])
      .filter((one) => one.signal === signal)
      .map((one) => ({
        from: seconds(one.from),
        to: one.to === null ? null : seconds(one.to),
        label: anomalyWords(one),
      }));
  return { latency: marksOf("latency"), errors: marksOf("errors"), rate: marksOf("rate") };
};
