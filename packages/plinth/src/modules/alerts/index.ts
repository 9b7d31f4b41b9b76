export { type AlertsService, alerts } from "./module.ts";
