import type { ListedAddress } from "#modules/contract";
import type { Store } from "#store";
import type { Kysely } from "#vendor/kysely";

/** A row of address_entries; times in milliseconds since the epoch. */
interface EntryRow {
  readonly id: string;
  readonly address_range: string;
  readonly kind: ListedAddress["kind"];
  readonly origin: ListedAddress["origin"];
  readonly reason: string;
  readonly level: number;
  readonly starts_at: number;
  readonly ends_at: number | null;
  /** The account of who made it; null for the service itself, and once that person was erased. */
  readonly made_by: string | null;
}

interface LimitTables {
  readonly address_entries: EntryRow;
  /** One row that counts changes, so that nodes see at a glance whether to read again. */
  readonly address_revision: { readonly id: number; readonly revision: number };
}

/** An entry as it is kept. */
export interface KeptAddress extends ListedAddress {
  readonly madeBy: string | null;
}

/** All SQL about address lists. */
export interface LimitRepository {
  /**
   * Entries that hold or ended after an instant, oldest first. Where there are too many: those that
   * people made, and the newest of the others; no flood of addresses lifts what somebody decided.
   */
  readonly entriesSince: (time: number) => Promise<readonly KeptAddress[]>;
  readonly revision: () => Promise<number>;
  readonly save: (entry: KeptAddress) => Promise<void>;
  /** False when there was none. */
  readonly remove: (id: string) => Promise<boolean>;
  /** Removes what ended before an instant. */
  readonly forget: (time: number) => Promise<void>;
  readonly madeBy: (accountId: string) => Promise<readonly KeptAddress[]>;
  /** Keeps the entries of somebody who is erased, without the name. */
  readonly forgetMaker: (accountId: string) => Promise<void>;
}

const MAX_ENTRIES = 9_000;

const fromRow = (row: EntryRow): KeptAddress => ({
  id: row.id,
  range: row.address_range,
  kind: row.kind,
  origin: row.origin,
  reason: row.reason,
  level: row.level,
  from: row.starts_at,
  until: row.ends_at,
  madeBy: row.made_by,
});

const toRow = (entry: KeptAddress): EntryRow => ({
  id: entry.id,
  address_range: entry.range,
  kind: entry.kind,
  origin: entry.origin,
  reason: entry.reason,
  level: entry.level,
  starts_at: entry.from,
  ends_at: entry.until,
  made_by: entry.madeBy,
});

const countChange = (tx: Kysely<LimitTables>) =>
  tx
    .updateTable("address_revision")
    .set((eb) => ({ revision: eb("revision", "+", 1) }))
    .where("id", "=", 1)
    .execute();

/** Builds the repository on a store. */
export const createLimitRepository = (store: Store): LimitRepository => {
  const read = () => store.read<LimitTables>().selectFrom("address_entries").selectAll();
  const readRevision = store.prepare<LimitTables, Record<never, never>, { revision: number }>(
    (db) => db.selectFrom("address_revision").select("revision").where("id", "=", 1),
  );
  return {
    entriesSince: async (time) => {
      const rows = await read()
        .where((eb) => eb.or([eb("ends_at", "is", null), eb("ends_at", ">", time)]))
        // "administrator" goes before "automatic".
        .orderBy("origin")
        .orderBy("id", "desc")
        .limit(MAX_ENTRIES)
        .execute();
      return rows.map(fromRow).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    },
    revision: async () => (await readRevision.first({}))?.revision ?? 0,
    save: (entry) =>
      store.transaction<LimitTables, void>(async (tx) => {
        await tx.insertInto("address_entries").values(toRow(entry)).execute();
        await countChange(tx);
      }),
    remove: (id) =>
      store.transaction<LimitTables, boolean>(async (tx) => {
        const { numDeletedRows } = await tx
          .deleteFrom("address_entries")
          .where("id", "=", id)
          .executeTakeFirstOrThrow();
        await countChange(tx);
        return numDeletedRows > 0n;
      }),
    forget: async (time) => {
      await store
        .write<LimitTables>()
        .deleteFrom("address_entries")
        .where("ends_at", "<", time)
        .execute();
    },
    madeBy: async (accountId) =>
      (await read().where("made_by", "=", accountId).orderBy("id").execute()).map(fromRow),
    forgetMaker: async (accountId) => {
      await store
        .write<LimitTables>()
        .updateTable("address_entries")
        .set({ made_by: null })
        .where("made_by", "=", accountId)
        .execute();
    },
  };
};
