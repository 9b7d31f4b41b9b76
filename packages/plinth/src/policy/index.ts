export { type Access, type AccessDeclaration, describeAccess } from "./access.ts";
export { isStorable, varyOf } from "./answers/caching.ts";
export { describeCompression } from "./answers/compression.ts";
export { IDEMPOTENCY_FIELD, IDEMPOTENCY_KEY_LENGTH } from "./answers/idempotency.ts";
export type {
  IdempotencyKeeper,
  IdempotentAnswer,
  IdempotentCall,
} from "./answers/idempotency-keeper.ts";
export { describeReuse } from "./answers/reuse.ts";
export type {
  CacheDeclaration,
  CompressionPolicy,
  ReuseDeclaration,
  ReusePolicy,
} from "./answers/types.ts";
export { auditAction } from "./audit/action.ts";
export type {
  AuditCaller,
  AuditedCall,
  AuditedEnd,
  AuditedRecord,
  AuditKeeper,
  AuditTarget,
} from "./audit/keeper.ts";
export { compilePolicies, type DeclaredRoute, type PolicyDefaults } from "./compile.ts";
export type {
  AssuranceDeclaration,
  DataClass,
  OnStoreDown,
  PolicyDeclaration,
} from "./declaration.ts";
export { requireAdmin, requireAuth } from "./guards.ts";
export {
  describeInspection,
  type InspectDeclaration,
  type InspectedField,
  type InspectMode,
  type InspectPolicy,
} from "./inspection.ts";
export {
  declareLimit,
  describeLimit,
  type LimitDeclaration,
  type LimitedCaller,
  type LimitKey,
  type LimitRule,
  type WindowsByName,
  windowsFor,
  withFittingLease,
} from "./limits.ts";
export {
  compileOverridden,
  type LimitOverride,
  type LimitOverrides,
  parseLimitOverrides,
} from "./overrides.ts";
export { covers, exceeds } from "./permissions.ts";
export type { AssurancePolicy, CsrfPolicy, Method, RoutePolicy } from "./policy.ts";
export {
  type Claim,
  DEPTHS,
  type Depth,
  OWASP_TOP_10,
  type Owasp,
  SEVERITIES,
  type Severity,
} from "./probes/claim.ts";
export type { Answer, Ask } from "./probes/exchange.ts";
export {
  type AnyModuleProbe,
  type Fault,
  type Looks,
  type ModuleProbe,
  type ProbePerson,
  type ProbeTarget,
  probeFaults,
} from "./probes/module-probe.ts";
export { describeAssurance } from "./proof.ts";
export { type NumericField, numericFields } from "./publish/numbers.ts";
export {
  type ApiInfo,
  createOpenApi,
  type OpenApiDocument,
  type OpenApiOperation,
  openApiPath,
  type PublishedPolicy,
  unknownErrorCodes,
} from "./publish/openapi.ts";
export {
  type PolicyCoverage,
  type PolicyRow,
  policyCoverage,
  policyRow,
  policyTableText,
} from "./publish/table.ts";
export {
  describeQuota,
  type QuotaDeclaration,
  type QuotaPolicy,
  type QuotaStoreDown,
  type QuotaSubject,
} from "./quota/quota.ts";
export type { QuotaCall, QuotaGrant, QuotaKeeper } from "./quota/quota-keeper.ts";
export {
  idText,
  list,
  oneOf,
  ProblemSchema,
  type Static,
  shortText,
  strictObject,
  type TSchema,
  Type,
} from "./schemas.ts";
export { describeUpload, PART_HEAD_BYTES } from "./upload/parse.ts";
export {
  ARCHIVE_CAPS,
  type ArchiveCaps,
  DEFAULT_FILE_BYTES,
  DEFAULT_PICTURE_PIXELS,
  type FileCaps,
  UPLOAD_TYPES,
  type UploadDeclaration,
  type UploadField,
  type UploadPolicy,
  type UploadType,
} from "./upload/types.ts";
export { describeWindows, type LimitWindow, parseWindows } from "./windows.ts";
