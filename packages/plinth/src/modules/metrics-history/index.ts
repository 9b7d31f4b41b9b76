export { type MetricsHistoryService, metricsHistory } from "./module.ts";
export type { Measure, Measured, MetricsHistory } from "./service.ts";
