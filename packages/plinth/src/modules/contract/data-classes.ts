/**
 * What a column says of people (PRIV-01). "none": nothing. "reference": which account it is about, by
 * its id or by what stands for it. "personal": exported and erased with the account. "sensitive":
 * health and the like, kept sealed, exported unsealed. "secret": a digest or a sealed secret, erased
 * and never exported.
 */
export type DataClass = (typeof DATA_CLASSES)[number];

/** All of them, for what the compiler did not see. */
export const DATA_CLASSES = ["none", "reference", "personal", "sensitive", "secret"] as const;

/**
 * How long rows stay (PRIV-07). "configuration": until somebody changes them, nothing of people.
 * "account": as long as the account. The others have an age, which the settings say in days:
 * "transient" what has an end of its own (7), "operational" what operators look at (90), "analytics"
 * who was active when (365), "audit" (2,555), "books" what has to be kept of payments, without the
 * person once the account is erased (3,653).
 */
export type RetentionClass = (typeof RETENTION_CLASSES)[number];

/** All of them, for what the compiler did not see. */
export const RETENTION_CLASSES = [
  "configuration",
  "account",
  "transient",
  "operational",
  "analytics",
  "audit",
  "books",
] as const;

/** Days that rows of a class stay; classes that are not named here have no age. */
export type RetentionDays = Readonly<
  Record<Exclude<RetentionClass, "configuration" | "account">, number>
>;

/** What the columns of one table say of people, and how long its rows stay. */
export interface TableClasses {
  readonly table: string;
  /** Every column of the table; one that is missing here stops the start. */
  readonly columns: Readonly<Record<string, DataClass>>;
  readonly retention: RetentionClass;
  /**
   * The column of milliseconds since the epoch that a row's age is counted from; the daily run
   * removes what is older than the class allows. Without it the module removes rows itself.
   */
  readonly agedBy?: string;
  /** What the data is for, for the record of processing (GDPR article 30): one phrase. */
  readonly purpose?: string;
  /** Why it may be processed; default "contract". */
  readonly basis?: "contract" | "consent" | "legal-obligation" | "legitimate-interest";
  /**
   * Where it has sensitive columns: the column that names the row; default "id". Of several the
   * values, joined by colons, are the row that a value is sealed for.
   */
  readonly rowId?: string | readonly string[];
  /** Where it has sensitive columns: the column that names the account; default "account_id". */
  readonly owner?: string;
  /**
   * Sensitive columns that were not always sealed: values from before are read as they are
   * (`fields.openOrPlain`), and a job of every night seals them.
   */
  readonly formerlyPlain?: readonly string[];
}

/**
 * Columns by their class instead of classes by their column: shorter where a table has many.
 * @example
 * columns: classified({ reference: ["account_id"], personal: ["name"], none: ["id", "created_at"] })
 */
export const classified = (
  groups: Readonly<Partial<Record<DataClass, readonly string[]>>>,
): TableClasses["columns"] =>
  Object.fromEntries(
    Object.entries(groups).flatMap(([kind, columns]) =>
      columns.map((column): [string, DataClass] => [column, kind as DataClass]),
    ),
  );
