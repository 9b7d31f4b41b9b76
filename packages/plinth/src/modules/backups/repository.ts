import type { Store } from "#store";

interface Tables {
  readonly backup_sentinels: { readonly id: string; readonly at: number };
}

const KEPT = 10;

/** Rows that drills look for. */
export interface SentinelRepository {
  /** Writes one, and forgets all but the newest. */
  readonly write: (row: { readonly id: string; readonly at: number }) => Promise<void>;
}

/** Builds it. */
export const createSentinelRepository = (store: Store): SentinelRepository => ({
  write: (row) =>
    store.transaction<Tables, void>(async (tx) => {
      await tx.insertInto("backup_sentinels").values(row).execute();
      const newest = await tx
        .selectFrom("backup_sentinels")
        .select("at")
        .orderBy("at", "desc")
        .limit(KEPT)
        .execute();
      const oldest = newest.at(-1)?.at ?? 0;
      await tx.deleteFrom("backup_sentinels").where("at", "<", oldest).execute();
    }),
});
