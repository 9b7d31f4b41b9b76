import type { Store } from "#store";
import type { Transaction } from "#vendor/kysely";

/** A row of idempotency_keys; times in milliseconds since the epoch. */
export interface KeyRow {
  readonly id: string;
  readonly account_id: string;
  readonly route: string;
  readonly fingerprint: string;
  readonly worker: string;
  readonly lease_until: number;
  readonly committed: 0 | 1;
  /** Sealed; null while there is none. */
  readonly answer: string | null;
  readonly created_at: number;
  readonly expires_at: number;
}

interface KeyTables {
  readonly idempotency_keys: KeyRow;
}

/** Whose turn it is with a key. */
export interface Turn {
  readonly id: string;
  readonly worker: string;
}

/** All SQL about keys. */
export interface KeyRepository {
  /** False where somebody else has the key. */
  readonly insert: (row: KeyRow) => Promise<boolean>;
  readonly find: (id: string) => Promise<KeyRow | undefined>;
  /** Takes a key over from a worker that is as it was seen; false where somebody was faster. */
  readonly takeOver: (seen: KeyRow, row: KeyRow) => Promise<boolean>;
  /** In a transaction of the work: its effects are there from this on. False where it was taken over. */
  readonly mark: (turn: Turn, tx: unknown) => Promise<boolean>;
  /** Keeps the answer; the key needs no worker any more. */
  readonly finish: (turn: Turn, answer: string) => Promise<void>;
  /** Lets go of a key without effects; false where it has some. */
  readonly release: (turn: Turn) => Promise<boolean>;
  /** Ends the turns of workers that cannot live any more: this process is alone, and just began. */
  readonly endTurns: () => Promise<void>;
  /** Removes what is over; how many. */
  readonly removeEnded: (now: number, most: number) => Promise<number>;
  readonly allOf: (accountId: string) => Promise<readonly KeyRow[]>;
  readonly erase: (accountId: string) => Promise<void>;
}

/** Builds the repository on a store. */
export const createKeyRepository = (store: Store): KeyRepository => {
  const read = () => store.read<KeyTables>().selectFrom("idempotency_keys").selectAll();
  const remove = () => store.write<KeyTables>().deleteFrom("idempotency_keys");
  const update = () => store.write<KeyTables>().updateTable("idempotency_keys");
  return {
    insert: async (row) => {
      const made = await store
        .write<KeyTables>()
        .insertInto("idempotency_keys")
        .values(row)
        .onConflict((conflict) => conflict.column("id").doNothing())
        .returning("id")
        .execute();
      return made.length === 1;
    },
    find: (id) => read().where("id", "=", id).executeTakeFirst(),
    takeOver: async (seen, row) => {
      const taken = await update()
        .set(row)
        .where("id", "=", seen.id)
        .where("worker", "=", seen.worker)
        .where("committed", "=", seen.committed)
        .where("expires_at", "=", seen.expires_at)
        .returning("id")
        .execute();
      return taken.length === 1;
    },
    mark: async ({ id, worker }, tx) => {
      const marked = await (tx as Transaction<KeyTables>)
        .updateTable("idempotency_keys")
        .set({ committed: 1 })
        .where("id", "=", id)
        .where("worker", "=", worker)
        .returning("id")
        .execute();
      return marked.length === 1;
    },
    finish: async ({ id, worker }, answer) => {
      await update()
        .set({ answer, committed: 1 })
        .where("id", "=", id)
        .where("worker", "=", worker)
        .execute();
    },
    release: async ({ id, worker }) => {
      const gone = await remove()
        .where("id", "=", id)
        .where("worker", "=", worker)
        .where("committed", "=", 0)
        .returning("id")
        .execute();
      return gone.length === 1;
    },
    endTurns: async () => {
      const open = await read().where("answer", "is", null).limit(1).execute();
      if (open.length === 0) return;
      await update().set({ lease_until: 0 }).where("answer", "is", null).execute();
    },
    removeEnded: async (now, most) => {
      const gone = await remove()
        .where("id", "in", (db) =>
          db.selectFrom("idempotency_keys").select("id").where("expires_at", "<=", now).limit(most),
        )
        .returning("id")
        .execute();
      return gone.length;
    },
    allOf: (accountId) =>
      read().where("account_id", "=", accountId).orderBy("created_at").execute(),
    erase: async (accountId) => {
      await remove().where("account_id", "=", accountId).execute();
    },
  };
};
