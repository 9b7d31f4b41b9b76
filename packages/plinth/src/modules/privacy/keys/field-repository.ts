import { type Store, sql } from "#store";

type AnyTables = Record<string, Record<string, string | null>>;

/** Where sealed values lie. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** The column that names the row. */
  readonly rowId: string;
  /** The column that names the account. */
  readonly owner: string;
}

/** A sealed value and where it belongs. */
export interface SealedValue {
  readonly row: string;
  readonly account: string;
  readonly sealed: string;
}

/** All SQL about sealed values, in whatever table. */
export interface FieldRepository {
  /** Values that do not begin with a prefix, by row, after one. */
  readonly without: (
    place: SealedColumn,
    prefix: string,
    after: string,
    limit: number,
  ) => Promise<readonly SealedValue[]>;
  /** False when somebody else wrote the value meanwhile; theirs stays. */
  readonly replace: (place: SealedColumn, before: SealedValue, sealed: string) => Promise<boolean>;
}

/** Builds the repository on a store. */
export const createFieldRepository = (store: Store): FieldRepository => ({
  without: async ({ table, column, rowId, owner }, prefix, after, limit) => {
    const rows = await store
      .read<AnyTables>()
      .selectFrom(table)
      .select([
        sql.ref<string>(rowId).as("row"),
        sql.ref<string>(owner).as("account"),
        sql.ref<string>(column).as("sealed"),
      ])
      .where(sql.ref(column), "is not", null)
      // A prefix has dots and digits only: nothing in it means anything to LIKE.
      .where(sql.ref(column), "not like", `${prefix}%`)
      .where(sql.ref(rowId), ">", after)
      .orderBy(sql.ref(rowId))
      .limit(limit)
      .execute();
    return rows.map(({ row, account, sealed }) => ({
      row: String(row),
      account: String(account),
      sealed: String(sealed),
    }));
  },
  replace: async ({ table, column, rowId }, before, sealed) => {
    const { numUpdatedRows } = await store
      .write<AnyTables>()
      .updateTable(table)
      .set({ [column]: sealed })
      .where(sql.ref(rowId), "=", before.row)
      .where(sql.ref(column), "=", before.sealed)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  },
});
