import type { Store } from "plinth";
import type { FeedbackState } from "./schema.ts";

/** A row of `feedback`; time in milliseconds since the epoch. */
export interface FeedbackRow {
  readonly id: string;
  readonly account_id: string;
  readonly created_at: number;
  readonly kind: string;
  readonly body: string;
  /** "" where none was named. */
  readonly page: string;
  readonly state: string;
  /** 1 = yes. */
  readonly wants_answer: number;
}

interface FeedbackTables {
  readonly feedback: FeedbackRow;
}

/** All SQL about feedback. */
export interface FeedbackRepository {
  readonly insert: (row: FeedbackRow) => Promise<void>;
  /** Newest first, those before an entry. */
  readonly page: (
    state: FeedbackState,
    before: string | undefined,
    limit: number,
  ) => Promise<readonly FeedbackRow[]>;
  /** Undefined where there is no such entry. */
  readonly setState: (id: string, state: FeedbackState) => Promise<FeedbackRow | undefined>;
  readonly ofAccount: (accountId: string) => Promise<readonly FeedbackRow[]>;
  readonly removeAll: (accountId: string) => Promise<void>;
}

/** Builds the repository on a store of either engine. */
export const createFeedbackRepository = (store: Store): FeedbackRepository => ({
  insert: async (row) => {
    await store.write<FeedbackTables>().insertInto("feedback").values(row).execute();
  },
  page: (state, before, limit) => {
    const query = store
      .read<FeedbackTables>()
      .selectFrom("feedback")
      .selectAll()
      .where("state", "=", state)
      .orderBy("id", "desc")
      .limit(limit);
    return (before === undefined ? query : query.where("id", "<", before)).execute();
  },
  setState: (id, state) =>
    store
      .write<FeedbackTables>()
      .updateTable("feedback")
      .set({ state })
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst(),
  ofAccount: (accountId) =>
    store
      .read<FeedbackTables>()
      .selectFrom("feedback")
      .selectAll()
      .where("account_id", "=", accountId)
      .orderBy("id")
      .execute(),
  removeAll: async (accountId) => {
    await store
      .write<FeedbackTables>()
      .deleteFrom("feedback")
      .where("account_id", "=", accountId)
      .execute();
  },
});
