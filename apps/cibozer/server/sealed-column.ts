import type { FieldSealer } from "plinth";

/** A column whose text nobody reads in files, dumps and backups: it tells what somebody eats. */
export interface SealedColumn {
  readonly seal: (account: string, row: string, text: string) => Promise<string>;
  /** What was sealed; text from before the column was sealed as it is. */
  readonly open: (account: string, row: string, kept: string) => Promise<string>;
}

/** Builds it for a column of a table. */
export const sealedColumn = (fields: FieldSealer, table: string, column: string): SealedColumn => ({
  seal: (account, row, text) => fields.seal({ table, column, row, account }, text),
  open: (account, row, kept) => fields.openOrPlain({ table, column, row, account }, kept),
});
