export type { Reference } from "./identity.ts";
export { createThrottle, type RuleStats, type Throttle, type ThrottleOptions } from "./throttle.ts";
