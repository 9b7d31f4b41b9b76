export { DEFAULT_RULES, type EventRule } from "./alerts/rules.ts";
export { type SecurityEventsService, securityEvents } from "./module.ts";
