import type { Store } from "plinth";
import type { Reason } from "./schema.ts";

/** A row of `content_reports`; time in milliseconds since the epoch. */
export interface ReportRow {
  readonly id: string;
  readonly kind: "recipe" | "plan";
  /** The offer that was accepted, or the link. */
  readonly subject_id: string;
  /** Who says it; null = nobody who is known. */
  readonly account_id: string | null;
  readonly created_at: number;
  readonly reason: Reason;
  /** "" = none. */
  readonly words: string;
}

interface ReportTables {
  readonly content_reports: ReportRow;
}

/** All SQL about reports. */
export interface ReportRepository {
  /**
   * Keeps it in place of what the same person said before, while there are fewer than `limit` of its
   * subject; gives how many others there are.
   */
  readonly put: (row: ReportRow, limit: number) => Promise<number>;
  /** What was reported, in the order of its ids, those behind one. */
  readonly subjects: (after: string, limit: number) => Promise<readonly string[]>;
  /** What was said of these, newest first. */
  readonly about: (subjects: readonly string[]) => Promise<readonly ReportRow[]>;
  /** False where there was none. */
  readonly removeAbout: (subject: string) => Promise<boolean>;
  readonly ofAccount: (accountId: string) => Promise<readonly ReportRow[]>;
  readonly removeAll: (accountId: string) => Promise<void>;
}

/** Builds the repository on a store of either engine. */
export const createReportRepository = (store: Store): ReportRepository => ({
  put: (row, limit) =>
    store.transaction<ReportTables, number>(async (tx) => {
      if (row.account_id !== null) {
        await tx
          .deleteFrom("content_reports")
          .where("subject_id", "=", row.subject_id)
          .where("account_id", "=", row.account_id)
          .execute();
      }
      const { count } = await tx
        .selectFrom("content_reports")
        .select((by) => by.fn.countAll<number>().as("count"))
        .where("subject_id", "=", row.subject_id)
        .executeTakeFirstOrThrow();
      // PostgreSQL gives its counts as text.
      const others = Number(count);
      if (others < limit) await tx.insertInto("content_reports").values(row).execute();
      return others;
    }),
  subjects: async (after, limit) => {
    const rows = await store
      .read<ReportTables>()
      .selectFrom("content_reports")
      .select("subject_id")
      .distinct()
      .where("subject_id", ">", after)
      .orderBy("subject_id")
      .limit(limit)
      .execute();
    return rows.map(({ subject_id: id }) => id);
  },
  about: async (subjects) =>
    subjects.length === 0
      ? []
      : store
          .read<ReportTables>()
          .selectFrom("content_reports")
          .selectAll()
          .where("subject_id", "in", [...subjects])
          .orderBy("id", "desc")
          .execute(),
  removeAbout: async (subject) => {
    const removed = await store
      .write<ReportTables>()
      .deleteFrom("content_reports")
      .where("subject_id", "=", subject)
      .returning("id")
      .execute();
    return removed.length > 0;
  },
  ofAccount: (accountId) =>
    store
      .read<ReportTables>()
      .selectFrom("content_reports")
      .selectAll()
      .where("account_id", "=", accountId)
      .orderBy("id")
      .execute(),
  removeAll: async (accountId) => {
    await store
      .write<ReportTables>()
      .deleteFrom("content_reports")
      .where("account_id", "=", accountId)
      .execute();
  },
});
