export { type FullBackup, readCatalog } from "./catalog/catalog.ts";
export { outdated } from "./catalog/retention.ts";
export type { Sentinel } from "./check/check.ts";
export type {
  BackupEvent,
  BackupParts,
  BackupStatus,
  Backups,
  ReportProgress,
} from "./contract.ts";
export { openDump, sealDump } from "./dumps/dump.ts";
export { createDumpBackups, type DumpedRows } from "./dumps/dumps.ts";
export { createBackups, type RunningBackups } from "./embedded/backups.ts";
export { BackupFault } from "./fault.ts";
export { createFileKeeper } from "./files/keeper.ts";
export { restoreFiles } from "./files/restore-files.ts";
export { withFiles } from "./files/with-files.ts";
export { createWarmCopy, type WarmCopy, type WarmState } from "./following/warm-copy.ts";
export type { ObjectKey, OpeningKey } from "./format/container.ts";
export { createServerBackups } from "./postgresql/backups.ts";
export { serverSettings } from "./postgresql/configuration.ts";
export { proveServer } from "./postgresql/proof.ts";
export {
  type RestoredServer,
  type RestoreServerOptions,
  restoreServer,
} from "./postgresql/restore-server.ts";
export { pruneServer, serverLogGaps } from "./postgresql/retention.ts";
export { openServer, type ServerPlace, serverPlaces } from "./postgresql/server.ts";
export { lastProof, type Proof, proveBackup } from "./proof/proof.ts";
export { type Verification, verifyTarget } from "./proof/verify.ts";
export { type RestoreProgress, restoreDatabase } from "./restore/restore.ts";
export {
  isRestoreInterrupted,
  type RestoreDirectoryOptions,
  type RestoredDirectory,
  restoreDirectory,
} from "./restore/restore-directory.ts";
export { createBucketTarget } from "./targets/bucket.ts";
export type { BackupTarget } from "./targets/contract.ts";
export { createDirectoryTarget } from "./targets/directory.ts";
