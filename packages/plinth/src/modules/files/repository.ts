import type { Store } from "#store";

/** A file that is kept; its bytes lie under `stored_name`. Times in milliseconds since the epoch. */
export interface KeptFile {
  readonly id: string;
  /** The account that it belongs to; null for files of the application itself. */
  readonly owner_id: string | null;
  readonly purpose: string;
  /** The name that it is offered for saving under. */
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Random; tells nothing of the file. */
  readonly stored_name: string;
  /** The key of its bytes, sealed; null where they were kept before files were sealed. */
  readonly sealed_key: string | null;
  /** A file in quarantine is given to nobody. */
  readonly state: "ready" | "quarantined";
  /** What a scanner said: "unscanned" where there is none, or it was out of reach. */
  readonly scan: "clean" | "infected" | "unscanned";
  /** The scanner's name of what it found. */
  readonly signature: string | null;
  readonly created_at: number;
}

interface FileTables {
  readonly kept_files: KeptFile;
}

/** All SQL about kept files. */
export interface FileRepository {
  readonly insert: (file: KeptFile) => Promise<void>;
  readonly find: (id: string) => Promise<KeptFile | undefined>;
  /** Files of an account, oldest first; of one purpose where it is given. */
  readonly ofOwner: (ownerId: string, purpose?: string) => Promise<readonly KeptFile[]>;
  /** Files in quarantine, oldest first. */
  readonly quarantined: (afterId: string, limit: number) => Promise<readonly KeptFile[]>;
  /** Files in quarantine from before an instant, 500 at most. */
  readonly quarantinedBefore: (time: number) => Promise<readonly KeptFile[]>;
  /** All files by id, a page at a time. */
  readonly page: (afterId: string, limit: number) => Promise<readonly KeptFile[]>;
  /** Those of some stored names that a row stands for. */
  readonly knownAmong: (storedNames: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Notes that the bytes lie elsewhere now; false where somebody else was there before. */
  readonly moveBytes: (
    file: KeptFile,
    to: Pick<KeptFile, "stored_name" | "sealed_key">,
  ) => Promise<boolean>;
  /** Files that are sealed, by id, a page at a time. */
  readonly sealedAfter: (afterId: string, limit: number) => Promise<readonly KeptFile[]>;
  /** Replaces the key of a file by the same, sealed anew. */
  readonly resealKey: (id: string, before: string, sealed: string) => Promise<void>;
  /** False when there was none. */
  readonly remove: (id: string) => Promise<boolean>;
}

/** Builds the repository on a store. */
export const createFileRepository = (store: Store): FileRepository => {
  const read = () => store.read<FileTables>().selectFrom("kept_files").selectAll();
  const byId = store.prepare<FileTables, { id: string }, KeptFile>((db, value) =>
    db.selectFrom("kept_files").selectAll().where("id", "=", value("id")),
  );
  return {
    insert: async (file) => {
      await store.write<FileTables>().insertInto("kept_files").values(file).execute();
    },
    find: (id) => Promise.resolve(byId.first({ id })),
    ofOwner: (ownerId, purpose) => {
      const all = read().where("owner_id", "=", ownerId);
      const some = purpose === undefined ? all : all.where("purpose", "=", purpose);
      return some.orderBy("id").execute();
    },
    quarantined: (afterId, limit) =>
      read()
        .where("state", "=", "quarantined")
        .where("id", ">", afterId)
        .orderBy("id")
        .limit(limit)
        .execute(),
    quarantinedBefore: (time) =>
      read().where("state", "=", "quarantined").where("created_at", "<", time).limit(500).execute(),
    page: (afterId, limit) => read().where("id", ">", afterId).orderBy("id").limit(limit).execute(),
    knownAmong: async (storedNames) => {
      const rows = await store
        .read<FileTables>()
        .selectFrom("kept_files")
        .select("stored_name")
        .where("stored_name", "in", storedNames)
        .execute();
      return new Set(rows.map((row) => row.stored_name));
    },
    moveBytes: async ({ id, stored_name }, to) => {
      const { numUpdatedRows } = await store
        .write<FileTables>()
        .updateTable("kept_files")
        .set(to)
        .where("id", "=", id)
        .where("stored_name", "=", stored_name)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },
    sealedAfter: (afterId, limit) =>
      read()
        .where("id", ">", afterId)
        .where("sealed_key", "is not", null)
        .orderBy("id")
        .limit(limit)
        .execute(),
    resealKey: async (id, before, sealed) => {
      await store
        .write<FileTables>()
        .updateTable("kept_files")
        .set({ sealed_key: sealed })
        .where("id", "=", id)
        .where("sealed_key", "=", before)
        .execute();
    },
    remove: async (id) => {
      const { numDeletedRows } = await store
        .write<FileTables>()
        .deleteFrom("kept_files")
        .where("id", "=", id)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },
  };
};
