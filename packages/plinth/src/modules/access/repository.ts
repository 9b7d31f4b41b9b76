import { type AccountRow, accountStatements } from "#modules/accounts";
import type { SessionTables } from "#modules/sessions";
import type { Store } from "#store";
import type { Kysely } from "#vendor/kysely";

/** A row of access_reviews. */
export interface ReviewRow {
  readonly id: string;
  /** Null once the reviewer's data was erased. */
  readonly reviewer_id: string | null;
  readonly note: string;
  /** A JSON list of `ReviewEntry`. */
  readonly entries: string;
  readonly created_at: number;
}

interface AccessTables extends SessionTables {
  readonly access_reviews: ReviewRow;
}

/** What an account could do at the time of a review; ids only, so that erasing a person is enough. */
export interface ReviewEntry {
  readonly accountId: string;
  readonly role: string;
  readonly disabled: boolean;
  readonly mfa: boolean;
  /** Milliseconds since the epoch; null for never. */
  readonly lastSignInAt: number | null;
}

/** A change of rights or state. */
export type RightsChange = Partial<Pick<AccountRow, "role" | "disabled_at">>;

/** Rights of accounts, and their reviews, in the database. */
export interface AccessRepository {
  /**
   * Changes rights unless nobody with `protectedRole` would be left; decided in one transaction, so
   * that two administrators who demote each other do not both succeed.
   */
  readonly changeRights: (
    id: string,
    change: RightsChange,
    options: { readonly endSessions: boolean; readonly protectedRole: string },
  ) => Promise<AccountRow | "missing" | "last">;
  /** Ends every session of an account. */
  readonly endSessions: (id: string) => Promise<void>;
  /** Accounts by id, after one; for reviews over everybody. */
  readonly entriesAfter: (afterId: string, limit: number) => Promise<readonly AccountRow[]>;
  readonly emailsOf: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  readonly saveReview: (review: ReviewRow) => Promise<void>;
  readonly reviews: (limit: number) => Promise<readonly ReviewRow[]>;
  readonly findReview: (id: string) => Promise<ReviewRow | undefined>;
  readonly reviewsBy: (accountId: string) => Promise<readonly ReviewRow[]>;
  /** Keeps the reviews of somebody who is erased, without the name. */
  readonly forgetReviewer: (accountId: string) => Promise<void>;
}

const changeRights = async (
  tx: Kysely<AccessTables>,
  id: string,
  change: RightsChange,
  { endSessions, protectedRole }: { endSessions: boolean; protectedRole: string },
): Promise<AccountRow | "missing" | "last"> => {
  const before = await tx
    .selectFrom("accounts")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (before === undefined) return "missing";
  const after = { ...before, ...change };
  const counts = (row: AccountRow): boolean =>
    row.role === protectedRole && row.disabled_at === null;
  if (counts(before) && !counts(after)) {
    const other = await tx
      .selectFrom("accounts")
      .select("id")
      .where("role", "=", protectedRole)
      .where("disabled_at", "is", null)
      .where("id", "!=", id)
      .executeTakeFirst();
    if (other === undefined) return "last";
  }
  return tx
    .updateTable("accounts")
    .set((eb) => ({
      ...change,
      session_epoch: endSessions ? eb("session_epoch", "+", 1) : eb.ref("session_epoch"),
    }))
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
};

/** Builds the repository on a store. */
export const createAccessRepository = (store: Store): AccessRepository => {
  const read = () => store.read<AccessTables>();
  const write = () => store.write<AccessTables>();
  return {
    changeRights: (id, change, options) =>
      store.transaction((tx: Kysely<AccessTables>) => changeRights(tx, id, change, options)),
    endSessions: async (id) => {
      await store.transaction((tx: Kysely<AccessTables>) => accountStatements(tx).raiseEpoch(id));
    },
    entriesAfter: (afterId, limit) =>
      read()
        .selectFrom("accounts")
        .selectAll()
        .where("id", ">", afterId)
        .orderBy("id")
        .limit(limit)
        .execute(),
    emailsOf: async (ids) => {
      if (ids.length === 0) return new Map();
      const rows = await read()
        .selectFrom("accounts")
        .select(["id", "email"])
        .where("id", "in", [...ids])
        .execute();
      return new Map(rows.map(({ id, email }) => [id, email]));
    },
    saveReview: async (review) => {
      await write().insertInto("access_reviews").values(review).execute();
    },
    reviews: (limit) =>
      read()
        .selectFrom("access_reviews")
        .selectAll()
        .orderBy("created_at", "desc")
        .orderBy("id", "desc")
        .limit(limit)
        .execute(),
    findReview: (id) =>
      read().selectFrom("access_reviews").selectAll().where("id", "=", id).executeTakeFirst(),
    reviewsBy: (accountId) =>
      read()
        .selectFrom("access_reviews")
        .selectAll()
        .where("reviewer_id", "=", accountId)
        .execute(),
    forgetReviewer: async (accountId) => {
      await write()
        .updateTable("access_reviews")
        .set({ reviewer_id: null })
        .where("reviewer_id", "=", accountId)
        .execute();
    },
  };
};
