import type { Store } from "#store";
import { sql } from "#vendor/kysely";
import type { ChainSource } from "../chain/verify.ts";
import type { AuditTables } from "../contract.ts";
import type { KeyStore } from "../subjects/subject-keys.ts";

/** The chain as the store has it. */
export const createChainSource = (store: Store): ChainSource => {
  const read = () => store.read<AuditTables>();
  return {
    head: () => read().selectFrom("audit_head").selectAll().where("id", "=", 1).executeTakeFirst(),
    checkpoints: () =>
      read().selectFrom("audit_checkpoints").selectAll().orderBy("number").execute(),
    rows: (after, limit) =>
      read()
        .selectFrom("audit_log")
        .selectAll()
        .where("seq", ">", after)
        .orderBy("seq")
        .limit(limit)
        .execute(),
    ends: async () => {
      const { rows } = await sql<{ head: number | null; last: number | null }>`
        select (select seq from audit_head where id = 1) as head,
          (select max(seq) from audit_log) as last`.execute(read());
      return { head: rows[0]?.head ?? 0, last: rows[0]?.last ?? 0 };
    },
    firstUpTo: async (seq) => {
      const row = await read()
        .selectFrom("audit_log")
        .select("seq")
        .where("seq", "<=", seq)
        .orderBy("seq")
        .limit(1)
        .executeTakeFirst();
      return row?.seq;
    },
  };
};

/** The keys of subjects as the store has them. */
export const createKeyStore = (
  store: Store,
): KeyStore & {
  /** Destroys keys of such visitors that were made before an instant; how many. */
  readonly removeVisitors: (subjects: readonly string[], before: number) => Promise<number>;
} => ({
  insert: async (row) => {
    await store.write<AuditTables>().insertInto("audit_keys").values(row).execute();
  },
  ofSubject: (subject) =>
    store
      .read<AuditTables>()
      .selectFrom("audit_keys")
      .selectAll()
      .where("subject_id", "=", subject)
      .orderBy("ref")
      .execute(),
  byRefs: (refs) =>
    store
      .read<AuditTables>()
      .selectFrom("audit_keys")
      .selectAll()
      .where("ref", "in", [...refs])
      .execute(),
  remove: async (subject) => {
    await store
      .write<AuditTables>()
      .deleteFrom("audit_keys")
      .where("subject_id", "=", subject)
      .execute();
  },
  after: (ref, limit) =>
    store
      .read<AuditTables>()
      .selectFrom("audit_keys")
      .selectAll()
      .where("ref", ">", ref)
      .orderBy("ref")
      .limit(limit)
      .execute(),
  reseal: async (ref, before, sealed) => {
    await store
      .write<AuditTables>()
      .updateTable("audit_keys")
      .set({ sealed_key: sealed })
      .where("ref", "=", ref)
      .where("sealed_key", "=", before)
      .execute();
  },
  removeVisitors: async (subjects, before) => {
    const { numDeletedRows } = await store
      .write<AuditTables>()
      .deleteFrom("audit_keys")
      .where("subject_id", "in", [...subjects])
      .where("created_at", "<", before)
      .executeTakeFirst();
    return Number(numDeletedRows);
  },
});
