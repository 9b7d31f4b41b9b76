export { type ChainReport, type ChainSource, type LogRow, verifyChain } from "#services/audit-log";
export { type AuditLogService, auditLog } from "./module.ts";
export type { ExportHead, LookProgress } from "./service.ts";
