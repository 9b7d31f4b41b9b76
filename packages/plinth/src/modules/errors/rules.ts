import type { AlertRule, MomentRule } from "#services/alerts";
import type { ErrorGroups } from "./service.ts";

/** More in five to ten minutes than a single slip makes. */
const BURST_WARNING = 20;
const BURST_CRITICAL = 200;

/** Many server errors in a few minutes, however few they are of all answers (ERR-10). */
export const burstRule = (groups: Pick<ErrorGroups, "burst">): AlertRule => ({
  id: "server-error-burst",
  about: "The server answers with faults, many within minutes.",
  severity: "warning",
  advice: "Look at the groups of errors that came last, and at what was released before them.",
  limits: { unit: "count", fires: "above", warning: BURST_WARNING, critical: BURST_CRITICAL },
  everyMs: 30_000,
  evaluate: async (at, limits) => {
    const { warning = BURST_WARNING, critical = BURST_CRITICAL } = limits ?? {};
    const { times, groups: kinds } = await groups.burst(at);
    return {
      firing: times > warning,
      value: times,
      severity: times > critical ? "critical" : "warning",
      detail: `${times} faults of ${kinds} ${kinds === 1 ? "kind" : "kinds"} in the last ten minutes.`,
    };
  },
  chart: { metric: "faults_total", statistic: "rate", where: "source:server" },
  prometheus: {
    expr: `sum(increase(faults_total{source="server"}[10m])) > ${BURST_WARNING}`,
    for: "0s",
  },
});

/** A fault that somebody had called resolved. */
export const RETURNED: MomentRule = {
  id: "resolved-error-returned",
  about: "A fault that was resolved came again.",
  severity: "warning",
  advice: "Compare the release in which it came again with the one in which it was resolved.",
  quietMs: 3_600_000,
};
