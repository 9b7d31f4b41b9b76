export type { Reference } from "./identity.ts";
export { createKeyLimits } from "./key-limits.ts";
export type { RuleStats } from "./rules.ts";
export {
  createThrottle,
  type LimitedRoute,
  type Throttle,
  type ThrottleOptions,
} from "./throttle.ts";
export type { TopKey } from "./top-keys.ts";
