/** One table after the move, counted and summed on both sides. */
export interface MovedTable {
  readonly table: string;
  readonly rows: { readonly from: number; readonly to: number };
  /** Sums over all rows whatever their order, as 64 hexadecimal digits. */
  readonly checksum: { readonly from: string; readonly to: string };
}

/** What a move did. It was committed exactly when `isEqual`. */
export interface MoveReport {
  readonly from: "embedded" | "postgresql";
  readonly to: "embedded" | "postgresql";
  /** Every table of the migrations, the history of the migrations among them, by name. */
  readonly tables: readonly MovedTable[];
  /** Rows of all tables. */
  readonly rows: number;
  /** Whether counts and checksums agree for every table. */
  readonly isEqual: boolean;
}

/** How far a move is; called after every batch. */
export interface MoveProgress {
  readonly table: string;
  /** Rows of this table so far. */
  readonly rows: number;
  readonly step: "copying" | "comparing";
}
