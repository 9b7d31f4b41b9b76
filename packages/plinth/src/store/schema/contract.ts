/** A table as data is copied into it. */
export interface TableShape {
  readonly name: string;
  /** In the order of their declaration. */
  readonly columns: readonly string[];
}

/** What a schema consists of, in the words of its engine. */
export interface Schema {
  /** By name. */
  readonly tables: readonly TableShape[];
  /**
   * Every part by what it is called ("column accounts.email"), with its definition. Two schemas of
   * one engine are equal when these are.
   */
  readonly parts: ReadonlyMap<string, string>;
}

/** One place where a database is not what its migrations make. */
export interface SchemaDifference {
  /** What differs: "column accounts.email", "index accounts_by_email on accounts". */
  readonly part: string;
  readonly kind: "missing" | "unexpected" | "different";
  /** The definition that the migrations make; absent for what they do not make. */
  readonly expected?: string;
  /** The definition in the database; absent for what is missing there. */
  readonly found?: string;
}
