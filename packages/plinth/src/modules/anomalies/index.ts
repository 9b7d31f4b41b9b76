export { type AnomaliesService, anomalies } from "./module.ts";
