import type { Store } from "plinth";
import { insertUpTo } from "../insert-up-to.ts";

/** A row of `own_recipes`; times in milliseconds since the epoch, the recipe as JSON. */
export interface OwnRecipeRow {
  readonly id: string;
  readonly account_id: string;
  readonly created_at: number;
  readonly updated_at: number;
  /** Rises with every change of what is written; a change names the one it saw. */
  readonly revision: number;
  readonly recipe: string;
  /** A kept file, and what it shows in words. */
  readonly photo_id: string | null;
  readonly photo_text: string | null;
}

interface OwnRecipeTables {
  readonly own_recipes: OwnRecipeRow;
}

/** All SQL about people's own recipes. Every function names the owner (P-102). */
export interface OwnRecipeRepository {
  /** False where the account has `limit` recipes already. */
  readonly insert: (row: OwnRecipeRow, limit: number) => Promise<boolean>;
  readonly list: (accountId: string) => Promise<readonly OwnRecipeRow[]>;
  readonly find: (accountId: string, id: string) => Promise<OwnRecipeRow | undefined>;
  /** False where the recipe was changed or removed since `revision` was read. */
  readonly replace: (
    row: Pick<OwnRecipeRow, "id" | "account_id" | "updated_at" | "revision" | "recipe">,
  ) => Promise<boolean>;
  readonly setPhoto: (
    accountId: string,
    id: string,
    photo: { readonly id: string; readonly text: string } | null,
  ) => Promise<boolean>;
  readonly remove: (accountId: string, id: string) => Promise<boolean>;
  readonly removeAll: (accountId: string) => Promise<void>;
}

/** Builds the repository on a store of either engine. */
export const createOwnRecipeRepository = (store: Store): OwnRecipeRepository => ({
  insert: (row, limit) =>
    store.transaction<OwnRecipeTables, boolean>((tx) =>
      insertUpTo(
        limit,
        tx
          .selectFrom("own_recipes")
          .select((by) => by.fn.countAll<number>().as("count"))
          .where("account_id", "=", row.account_id),
        tx.insertInto("own_recipes").values(row),
      ),
    ),
  list: (accountId) =>
    store
      .read<OwnRecipeTables>()
      .selectFrom("own_recipes")
      .selectAll()
      .where("account_id", "=", accountId)
      .orderBy("created_at", "desc")
      .orderBy("id")
      .execute(),
  find: (accountId, id) =>
    store
      .read<OwnRecipeTables>()
      .selectFrom("own_recipes")
      .selectAll()
      .where("id", "=", id)
      .where("account_id", "=", accountId)
      .executeTakeFirst(),
  replace: async ({ id, account_id, updated_at, revision, recipe }) => {
    const changed = await store
      .write<OwnRecipeTables>()
      .updateTable("own_recipes")
      .set({ updated_at, revision: revision + 1, recipe })
      .where("id", "=", id)
      .where("account_id", "=", account_id)
      .where("revision", "=", revision)
      .returning("id")
      .execute();
    return changed.length === 1;
  },
  setPhoto: async (accountId, id, photo) => {
    const changed = await store
      .write<OwnRecipeTables>()
      .updateTable("own_recipes")
      .set({ photo_id: photo?.id ?? null, photo_text: photo?.text ?? null })
      .where("id", "=", id)
      .where("account_id", "=", accountId)
      .returning("id")
      .execute();
    return changed.length === 1;
  },
  remove: async (accountId, id) => {
    const removed = await store
      .write<OwnRecipeTables>()
      .deleteFrom("own_recipes")
      .where("id", "=", id)
      .where("account_id", "=", accountId)
      .returning("id")
      .execute();
    return removed.length === 1;
  },
  removeAll: async (accountId) => {
    await store
      .write<OwnRecipeTables>()
      .deleteFrom("own_recipes")
      .where("account_id", "=", accountId)
      .execute();
  },
});
