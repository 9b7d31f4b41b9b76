/** Where a sealed value belongs: nowhere else does it open (P-086). */
export interface FieldPlace {
  readonly table: string;
  readonly column: string;
  /** What names the row. */
  readonly row: string;
  /** Whose data it is: an account id. */
  readonly account: string;
}

/**
 * A value that does not open: it was changed or moved, its key is gone, or SECRET_KEY was changed
 * and SECRET_KEY_PREVIOUS does not name the one before. A fault of ours, never of a caller.
 */
export class UnreadableField extends Error {
  constructor({ table, column }: Pick<FieldPlace, "table" | "column">) {
    super(
      `a value of ${table}.${column} does not open; was SECRET_KEY changed without SECRET_KEY_PREVIOUS?`,
    );
    this.name = "UnreadableField";
  }
}

/** Seals what is kept of health and the like, with AES-256-GCM and keys that rotate (PRIV-06). */
export interface FieldSealer {
  /** As it is to be kept; twice the same text looks different. */
  readonly seal: (place: FieldPlace, text: string) => Promise<string>;
  /**
   * What was sealed.
   * @throws {UnreadableField}
   */
  readonly open: (place: FieldPlace, sealed: string) => Promise<string>;
  /**
   * The same for a column that was not always sealed: what has no seal is from before, and is given
   * as it is. `formerlyPlain` of its data classes has it sealed in time.
   * @throws {UnreadableField}
   */
  readonly openOrPlain: (place: FieldPlace, value: string) => Promise<string>;
}

/** The keys behind it, for those who rotate them. */
export interface FieldKeys extends FieldSealer {
  /** Numbers of the keys, oldest first; the last one seals. Makes the first where there is none. */
  readonly numbers: () => Promise<readonly number[]>;
  /** Numbers of those that neither SECRET_KEY nor the one before opens; makes none. */
  readonly unreadable: () => Promise<readonly number[]>;
  /** Makes the next key, which seals from now on; on other nodes within a minute. */
  readonly add: () => Promise<number>;
  /** Removes a key. What it sealed never opens again. */
  readonly remove: (number: number) => Promise<void>;
  /** Seals the keys themselves with the present SECRET_KEY; how many had to be. */
  readonly reseal: () => Promise<number>;
  /** How every sealed value begins. */
  readonly prefix: string;
  /** How a value begins that a key of this number sealed. */
  readonly prefixOf: (number: number) => string;
}
