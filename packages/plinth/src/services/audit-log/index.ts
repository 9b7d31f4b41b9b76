export type { ChainFault, ChainReport, ChainSource } from "./chain/verify.ts";
export { verifyChain } from "./chain/verify.ts";
export { AUDIT_OUTCOMES, type AuditOutcome, type LogRow } from "./contract.ts";
export { auditLogMigrations } from "./storage/migrations.ts";
export type { LogFilter, LogPage, Place } from "./storage/pages.ts";
export { type OpenedKey, refOfSealed } from "./subjects/subject-keys.ts";
export {
  type AuditTrail,
  createAuditTrail,
  type HeldKeys,
  type NewEntry,
  type Party,
} from "./trail.ts";
