export { sql } from "#vendor/kysely";
export type {
  EmbeddedEngineOptions,
  Placeholders,
  PoolStatus,
  PostgresqlEngineOptions,
  PreparedRead,
  ReadOptions,
  SlowQuery,
  Store,
  StoreHealth,
  StoreLimits,
  StoreOptions,
  StoreStats,
  TransactionOptions,
  WriteFence,
} from "./contract.ts";
export { type DirectoryLock, lockDirectory } from "./embedded/lock.ts";
export type {
  LogBatch,
  LogCommit,
  LogListener,
  LogMark,
  LogPosition,
  StoreLog,
} from "./embedded/log/contract.ts";
export {
  FRAME_HEADER,
  isNextFrame,
  readFrameHeader,
} from "./embedded/log/frames.ts";
export { isReplacing, type ReplacedFile, replaceDatabase } from "./embedded/replacement.ts";
export { isUniqueViolation } from "./faults.ts";
export { unsaidExpansions } from "./migrations/checksum.ts";
export { defineMigration, type Migration } from "./migrations/define.ts";
export type { MigrationDialect, MigrationTables } from "./migrations/dialect.ts";
export { createMigrator, type MigrationStatus, type Migrator } from "./migrations/migrator.ts";
export { separateRoles } from "./migrations/roles.ts";
export type { MovedTable, MoveProgress, MoveReport } from "./move/contract.ts";
export { moveData } from "./move/move.ts";
export { openStore } from "./open.ts";
export { type DatabaseServer, parseDatabaseServers } from "./postgresql/connection.ts";
export type { ServerConnection, ServerLook } from "./postgresql/look.ts";
export { askServer, connectServer } from "./postgresql/remote.ts";
export { allPages } from "./queries/all-pages.ts";
export {
  type Redis,
  type RedisFigures,
  type RedisListener,
  type RedisOptions,
  type RedisScript,
  type RedisState,
  RedisUnavailable,
} from "./redis/contract.ts";
export { openRedis } from "./redis/open.ts";
export type { ReplicaStatus } from "./replica/contract.ts";
export type { SchemaDifference } from "./schema/contract.ts";
export type {
  RunningWork,
  Statement,
  StatementFigures,
  StatementOutcome,
  StatementsView,
} from "./statements/contract.ts";
export { statementText } from "./statements/describe.ts";
export { explainStatement, type StatementPlan } from "./statements/explain.ts";
export { reportStatements, type StatementReport } from "./statements/report.ts";
