/**
 * The public contract of Plinth: what applications are built from. Cibozer uses nothing else.
 */

export {
  type ApplicationDefinition,
  defineApplication,
  identityModules,
  operationsModules,
  type RunningApplication,
  startApplication,
} from "#app";
export { type Config, loadConfig } from "#config";
export {
  AppError,
  BootError,
  backgroundTimer,
  type Clock,
  createManualClock,
  defineErrors,
  type Errors,
  escapeHtml,
  type IdGenerator,
  monotonicClock,
  platformErrors,
  Secret,
} from "#core";
export {
  constantTimeEqual,
  createOpaqueToken,
  createPasswordHasher,
  createSealer,
  createSecureRandom,
  createTotpSecret,
  type HashKind,
  hashToken,
  matchTotp,
  type PasswordHasher,
  type PasswordHasherOptions,
  parseTotpSecret,
  type RecognisedHash,
  type Resealed,
  recognisePasswordHash,
  resealRows,
  type SealedRow,
  type Sealer,
  type StoredPassword,
  totpCode,
  totpSecretText,
  totpStepAt,
  totpUri,
} from "#crypto";
export {
  type EventOptions,
  type EventReply,
  type EventStream,
  eventReply,
  type HandlerRequest,
  type Principal,
  type Route,
  reply,
  route,
  type ServerEvent,
  type UploadedFile,
} from "#http";
export { type AccountsService, accounts } from "#modules/accounts";
export {
  type BillingService,
  billing,
  defineTiers,
  type Tier,
  type TierDeclaration,
  type TierPrice,
  type TierTable,
  type TierTableDeclaration,
} from "#modules/billing";
export { type ConsentDocument, type ConsentService, consent } from "#modules/consent";
export {
  classified,
  type DataClass,
  defineModule,
  type ModuleDefinition,
  type PersonalData,
  type Platform,
  type RetentionClass,
  type TableClasses,
} from "#modules/contract";
export { type CostsService, costs, type PaidCall, type PriceText } from "#modules/costs";
export {
  createPasswordPolicy,
  type PasswordOwner,
  type PasswordPolicy,
  type PasswordPolicyOptions,
  type PasswordSettings,
  type PasswordVerdict,
} from "#modules/credentials";
export {
  type CreditGrant,
  type CreditHold,
  type CreditOrder,
  type CreditsService,
  credits,
} from "#modules/credits";
export { type FilesService, files, type KeptFile } from "#modules/files";
export { type IdempotencyService, idempotency } from "#modules/idempotency";
export { type PrivacyService, privacy } from "#modules/privacy";
export {
  definePush,
  type NewPush,
  type PushKind,
  type PushService,
  push,
} from "#modules/push";
export {
  defineMeter,
  type Meter,
  type MeterDeclaration,
  type QuotasService,
  quotas,
} from "#modules/quotas";
export type { SessionsService } from "#modules/sessions";
export type { TokensService } from "#modules/tokens";
export {
  idText,
  type Looks,
  list,
  type ModuleProbe,
  oneOf,
  type PolicyDeclaration,
  type ProbeTarget,
  requireAdmin,
  requireAuth,
  type Static,
  shortText,
  strictObject,
  Type,
} from "#policy";
export {
  createInspector,
  type Detector,
  defineDetector,
  type Finding,
  type Inspector,
  inspectText as inspect,
} from "#protection/inspect";
export {
  createFileValidator,
  type FileBytes,
  type FileClaim,
  type FileRule,
  type FileValidator,
  type FileValidatorOptions,
  type FileVerdict,
  type SafeNameOptions,
  safeFileName,
} from "#protection/uploads";
export type {
  Capability,
  CapabilityState,
  Degradation,
  DegradationMode,
  Dependencies,
  Dependency,
  DependencyDeclaration,
} from "#resilience";
export {
  type AlertLimits,
  type AlertMoment,
  type AlertReading,
  type AlertRegister,
  type AlertResponse,
  type AlertRule,
  type AlertSeverity,
  type Alerts,
  type MomentRule,
  readingOf,
} from "#services/alerts";
export { createLocalBroadcast } from "#services/broadcast";
export {
  type Answers,
  type Cache,
  type CacheDeclaration,
  type CachedOptions,
  type CacheFigures,
  type CacheManager,
  type CacheManagerParts,
  type CacheStrategy,
  type CacheView,
  cached,
  createCacheManager,
  createRedisTier,
  type NamedStrategy,
  type PersonalCache,
} from "#services/cache";
export { type FieldPlace, type FieldSealer, UnreadableField } from "#services/field-keys";
export {
  defineJob,
  defineSchedule,
  type Enqueued,
  type EnqueueOptions,
  HopelessJob,
  handleJob,
  type Job,
  type JobContext,
  JobLost,
  type JobOrigin,
  type Jobs,
  PostponedJob,
} from "#services/jobs";
export type { Live, LiveData, LiveHint, LiveListener } from "#services/live";
export {
  composeMail,
  createMailContexts,
  defineMail,
  type MailContext,
  type MailContextOf,
  type MailKind,
  type Mails,
  type MailText,
  type NewMail,
} from "#services/mail";
export {
  createHttpDependency,
  type HttpDependency,
  type HttpDependencyDeclaration,
  type HttpDependencyRequest,
  type OutboundClient,
  type OutboundRequest,
  type OutboundResponse,
  retryAfterMs,
} from "#services/outbound";
export { type RichTextOptions, sanitizeRichText } from "#services/rich-text";
export { confinePath, type ProgramResult, type ProgramRun, runProgram } from "#services/sinks";
export {
  DAY,
  type DeclaredLanguages,
  english,
  type LanguageDeclaration,
  type Languages,
  type Messages,
  MOMENT,
  sayFrom,
  type Texts,
} from "#services/texts";
export { defineMigration, type Migration, type Store, sql } from "#store";
export type { Logger, MetricOptions, Metrics as MetricsCollector } from "#telemetry";
