export { type MetricsHistoryService, metricsHistory } from "./module.ts";
