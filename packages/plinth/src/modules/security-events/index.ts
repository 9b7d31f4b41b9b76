export { type AlertRule, DEFAULT_RULES } from "./alerts/rules.ts";
export type { AlertSink, SecurityAlert } from "./alerts/sink.ts";
export { type SecurityEventsService, securityEvents } from "./module.ts";
