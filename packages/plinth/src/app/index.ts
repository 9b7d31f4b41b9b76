export { type GatewayFile, loadGatewayFile, parseGatewayFile } from "#gateway";
export {
  type Candidate,
  type Conductor,
  copyData,
  createConductor,
  createStateKeeper,
  type DeployOrder,
} from "#ops/deploy";
export {
  type NumericField,
  numericFields,
  policyCoverage,
  policyRow,
  policyTableText,
  windowsFor,
} from "#policy";
export {
  countRules,
  hideInProse,
  inspectText,
  measureCorpus,
  parseCorpus,
  percentFound,
  RULES,
  totalRate,
} from "#protection/inspect";
export { listMailbox } from "#services/mail";
export { type MoveReport, reportStatements, type StatementReport } from "#store";
export {
  LAME_DUCK_MS,
  type RunningApplication,
  type StartOptions,
  startApplication,
} from "./application.ts";
export { identityModules, operationsModules } from "./bundles.ts";
export { type Alterations, type ComposeOptions, type Composition, compose } from "./compose.ts";
export { type AnyModule, type ApplicationDefinition, defineApplication } from "./definition.ts";
export { type GatewayOptions, gatewayDefinition, gatewayKey } from "./gateway-definition.ts";
export type { LimitSetting } from "./limits/limit-setting.ts";
export type { LimitChange, LiveLimits, RouteLimitsView } from "./limits/live-limits.ts";
export { type OwnedProbe, probesOfModules } from "./module-probes.ts";
export {
  backupCopyTarget,
  backupServer,
  backupServerSettings,
  backupTarget,
  requireBackupKeys,
  restoreBackup,
  restoreBackupServer,
} from "./platform/backups.ts";
export { type DataMoveOptions, type DataPlace, moveBetween } from "./platform/data/data-move.ts";
export { copyForMigrations } from "./platform/data/database-copy.ts";
export { requireFailover } from "./platform/failover.ts";
export {
  type ControlAnswer,
  type ControlRequest,
  openControlSocket,
  sendControl,
} from "./process/control-socket.ts";
export { freeStartMemory } from "./process/free-start-memory.ts";
export { type OpenFront, openFront } from "./process/front.ts";
export { generateSecrets } from "./process/generate-secrets.ts";
export { requireRootKeys } from "./process/root-keys.ts";
export { type OpenStandby, openStandby } from "./standby/open-standby.ts";
