export type { AlertRule } from "./alerts/rules.ts";
export type { AlertSink, SecurityAlert } from "./alerts/sink.ts";
export { type SecurityEventsService, securityEvents } from "./module.ts";
