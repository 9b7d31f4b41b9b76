export { addressGroups, addressKey } from "./addresses/address-key.ts";
export { createLocalAddresses, hasLocalBlock, isLocalHost } from "./addresses/local.ts";
export { type AddressRange, isWithin, parseRange, requireRanges } from "./addresses/ranges.ts";
export { splitServers } from "./addresses/servers.ts";
export { BootError } from "./boot-error.ts";
export { type BoundedMap, createBoundedMap } from "./bounded-map.ts";
export {
  backgroundTimer,
  type Clock,
  createManualClock,
  type ManualClock,
  monotonicClock,
  type StartTimer,
  systemClock,
  systemTimer,
} from "./clock.ts";
export { type DurationText, parseDuration, parseSize, type SizeText } from "./duration.ts";
export {
  AppError,
  type AppErrorOptions,
  defineErrors,
  type ErrorCatalogue,
  type ErrorDefinition,
  type ErrorFactories,
  type Errors,
  type FieldFault,
} from "./errors.ts";
export {
  type CacheChange,
  createEvents,
  type EventMap,
  type Events,
  type HealthChange,
  type SecurityEvent,
} from "./events.ts";
export { createIdGenerator, type IdGenerator, isUuid } from "./ids.ts";
export { platformErrors } from "./platform-errors.ts";
export { type Random, seededNumbers } from "./random.ts";
export { ifThere, isMissing } from "./runtime/missing.ts";
export { nodeHttp } from "./runtime/node-http.ts";
export { systemFaultWords } from "./runtime/system-fault.ts";
export { writeWhole } from "./runtime/write-whole.ts";
export { Secret } from "./secret.ts";
export {
  isSecurityEventName,
  SECURITY_EVENT_NAMES,
  SECURITY_EVENTS,
  type SecurityEventDefinition,
  type SecurityEventName,
  type SecurityKind,
  type SecurityOutcome,
  securityOutcome,
} from "./security-events.ts";
export { csvLines } from "./text/csv.ts";
export { escapeHtml } from "./text/escape-html.ts";
export { requireInstant } from "./text/instant.ts";
export { shownName } from "./text/shown-name.ts";
export { trimEndWhile, trimStartWhile, trimWhile } from "./text/trim.ts";
