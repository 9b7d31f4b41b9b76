import { type Store, sql } from "#store";

type AnyTables = Record<string, Record<string, string | null>>;

/** Where sealed values lie. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** The columns that name the row; an index begins with them. */
  readonly rowId: readonly string[];
  /** The column that names the account. */
  readonly owner: string;
  /** Whether a value without a seal is from before the column was sealed. */
  readonly isFormerlyPlain: boolean;
}

/** A sealed value and where it belongs. */
export interface SealedValue {
  /** What names the row, as `rowId` has it. */
  readonly key: readonly string[];
  readonly account: string;
  readonly sealed: string;
}

/** Some rows that follow each other, and what there is to do in them. */
export interface ValuePage {
  readonly values: readonly SealedValue[];
  /** Where the next page begins; undefined at the end. */
  readonly next: readonly string[] | undefined;
}

/** All SQL about sealed values, in whatever table. */
export interface FieldRepository {
  /**
   * The values that do not begin with a prefix, among the rows after one. Pages are of rows, not of
   * values, so that no statement reads a whole table to find nothing.
   */
  readonly without: (
    place: SealedColumn,
    prefix: string,
    after: readonly string[] | undefined,
    rows: number,
  ) => Promise<ValuePage>;
  /** False when somebody else wrote the value meanwhile; theirs stays. */
  readonly replace: (place: SealedColumn, before: SealedValue, sealed: string) => Promise<boolean>;
}

/** Builds the repository on a store. */
export const createFieldRepository = (store: Store): FieldRepository => ({
  without: async ({ table, column, rowId, owner }, prefix, after, limit) => {
    const refs = rowId.map((name) => sql.ref<string>(name));
    const value = sql.ref<string | null>(column);
    let query = store
      .read<AnyTables>()
      .selectFrom(table)
      .select(refs.map((ref, index) => ref.as(`key_${index}`)))
      .select([
        sql.ref<string>(owner).as("account"),
        // A prefix has letters, dots and digits only: nothing in it means anything to LIKE.
        sql<string | null>`case when ${value} like ${`${prefix}%`} then null else ${value} end`.as(
          "sealed",
        ),
      ])
      .limit(limit);
    for (const ref of refs) query = query.orderBy(ref);
    if (after !== undefined) {
      query = query.where(sql<boolean>`(${sql.join(refs)}) > (${sql.join([...after])})`);
    }
    const rows = (await query.execute()) as readonly Readonly<Record<string, unknown>>[];
    const keyOf = (row: Readonly<Record<string, unknown>>) =>
      rowId.map((_, index) => String(row[`key_${index}`]));
    const last = rows.at(-1);
    return {
      values: rows.flatMap((row) => {
        const { account, sealed } = row;
        if (sealed === null) return [];
        return [{ key: keyOf(row), account: String(account), sealed: String(sealed) }];
      }),
      next: last === undefined || rows.length < limit ? undefined : keyOf(last),
    };
  },
  replace: async ({ table, column, rowId }, before, sealed) => {
    let query = store
      .write<AnyTables>()
      .updateTable(table)
      .set({ [column]: sealed })
      .where(sql.ref(column), "=", before.sealed);
    rowId.forEach((name, index) => {
      query = query.where(sql.ref(name), "=", before.key[index] ?? "");
    });
    const { numUpdatedRows } = await query.executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  },
});
