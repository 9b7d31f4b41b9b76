import type { Probe } from "../../probe.ts";
import { degradationTold } from "./degradation-told.ts";
import { documentedPolicies } from "./documented-policies.ts";
import { healthAndReady } from "./health-and-ready.ts";
import { healthCounts } from "./health-counts.ts";
import { healthHistory } from "./health-history.ts";
import { healthShape } from "./health-shape.ts";
import { metricsBounded } from "./metrics-bounded.ts";
import { metricsCount } from "./metrics-count.ts";
import { metricsCover } from "./metrics-cover.ts";
import { metricsGuarded } from "./metrics-guarded.ts";
import { objectiveGuarded } from "./objective-guarded.ts";
import { statusPage } from "./status-page.ts";

/** Probes about health. */
export const healthProbes: readonly Probe[] = [
  degradationTold,
  documentedPolicies,
  healthAndReady,
  healthCounts,
  healthHistory,
  healthShape,
  metricsBounded,
  metricsCount,
  metricsCover,
  metricsGuarded,
  objectiveGuarded,
  statusPage,
];
