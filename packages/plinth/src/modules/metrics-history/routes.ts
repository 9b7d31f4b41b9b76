import { type Route, reply, route } from "#http";
import { Type } from "#policy";
import { historyCsv } from "./query/csv.ts";
import { FamiliesReply, HistoryExportQuery, HistoryQuery, HistoryReply } from "./schema.ts";
import type { HistoryAnswer, MetricsHistory } from "./service.ts";

const READ = {
  access: { permission: "metrics:read" },
  // A page has a dozen charts and looks every ten seconds.
  limit: "600/minute",
  dataClass: "internal",
  timeout: "10s",
} as const;

const bodyOf = ({ times, lines, ...answer }: HistoryAnswer) => ({
  ...answer,
  times: [...times],
  lines: lines.map(({ label, values }) => ({ label, values: [...values] })),
});

/** What metrics were, for those who operate (OBS-12). */
export const metricsHistoryRoutes = (history: MetricsHistory): readonly Route[] => [
  route.get(
    "/api/v1/admin/metrics",
    {
      ...READ,
      summary: "Tells how a metric went over time, over all nodes: rates, values or percentiles",
      query: HistoryQuery,
      responses: { 200: HistoryReply },
      errors: ["NOT_FOUND"],
    },
    async ({ query }) => bodyOf(await history.ask(query)),
  ),
  route.get(
    "/api/v1/admin/metrics/names",
    {
      ...READ,
      summary: "Lists the metrics that have a history, and what can be asked of each",
      responses: { 200: FamiliesReply },
    },
    async () => ({
      families: (await history.families()).map(({ labels, statistics, ...family }) => ({
        ...family,
        labels: [...labels],
        statistics: [...statistics],
      })),
    }),
  ),
  route.get(
    "/api/v1/admin/metrics/export",
    {
      ...READ,
      summary: "The same as a file: RFC 4180 or JSON",
      limit: "60/minute",
      query: HistoryExportQuery,
      produces: "text",
      responses: { 200: Type.String() },
      errors: ["NOT_FOUND"],
    },
    async ({ query: { format = "csv", ...question } }) => {
      const answer = await history.ask(question);
      const type =
        format === "csv" ? "text/csv; charset=utf-8; header=present" : "application/json";
      return reply(200, format === "csv" ? historyCsv(answer) : JSON.stringify(answer), [
        "Content-Type",
        type,
        "Content-Disposition",
        `attachment; filename="${answer.name}.${format}"`,
      ]);
    },
  ),
];
