import { platformErrors } from "#core";
import { type Route, route } from "#http";
import type { AnomalyRepository, SeenAnomaly } from "./repository.ts";
import { AnomaliesQuery, AnomaliesReply, MOST } from "./schema.ts";

const DAY_MS = 86_400_000;
const DIGITS = 4;

const iso = (at: number): string => new Date(at).toISOString();
const round = (value: number): number => Number(value.toPrecision(DIGITS));

const view = (anomaly: SeenAnomaly) => ({
  id: anomaly.id,
  node: anomaly.node,
  class: anomaly.class,
  signal: anomaly.signal,
  from: iso(anomaly.startedAt),
  to: anomaly.endedAt === undefined ? null : iso(anomaly.endedAt),
  points: anomaly.points,
  value: round(anomaly.value),
  expected: round(anomaly.expected),
  z: round(anomaly.z),
  isSettled: anomaly.isSettled,
});

/** Times in which something was not as usual, for those who operate (OBS-10). */
export const anomalyRoutes = (parts: {
  readonly repository: Pick<AnomalyRepository, "find">;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}): readonly Route[] => [
  route.get(
    "/api/v1/admin/anomalies",
    {
      access: { permission: "metrics:read" },
      summary: "Lists times in which latency, errors or the rate of requests were not as usual",
      query: AnomaliesQuery,
      responses: { 200: AnomaliesReply },
      limit: "120/minute",
      dataClass: "internal",
      timeout: "5s",
    },
    async ({ query }) => {
      const to = query.to ?? parts.now();
      const from = query.from ?? to - DAY_MS;
      if (from >= to) {
        throw platformErrors.make.VALIDATION_ERROR({
          faults: [{ field: "query.from", rule: "order", message: "must be before query.to" }],
        });
      }
      const found = await parts.repository.find(from, to, MOST + 1);
      return { anomalies: found.slice(0, MOST).map(view), isCut: found.length > MOST };
    },
  ),
];
