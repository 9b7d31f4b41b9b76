export type {
  BackupControls,
  BackupState,
  KeptBackup,
  RestoreProof,
} from "./backup-controls.ts";
export {
  classified,
  DATA_CLASSES,
  type DataClass,
  RETENTION_CLASSES,
  type RetentionClass,
  type RetentionDays,
  type TableClasses,
} from "./data-classes.ts";
export {
  type ApplicationView,
  defineModule,
  type HealthReport,
  type ModuleDefinition,
  type ModuleDeps,
  type PersonalData,
  type Platform,
  type Requires,
  type ServicesOf,
} from "./define-module.ts";
export type { FailoverControls, FailoverState, KnownStandby } from "./failover-controls.ts";
export type { LimitControls, ListedAddress } from "./limit-controls.ts";
