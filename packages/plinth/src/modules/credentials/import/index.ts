export {
  createUserImport,
  type ImportBatch,
  type ImportOutcome,
  type ImportSummary,
  type UserImport,
} from "./import-users.ts";
export {
  IMPORT_COLUMNS,
  type ImportReason,
  type ImportRefusal,
  type ImportRow,
} from "./read-row.ts";
export { createImportRepository } from "./repository.ts";
