import type { Store } from "plinth";
import type { ProposalState } from "./schema.ts";

/** A row of `recipe_proposals`; times in milliseconds since the epoch, the recipe as JSON. */
export interface ProposalRow {
  readonly id: string;
  readonly account_id: string;
  /** The author's own recipe, of which `recipe` is a copy. */
  readonly recipe_id: string;
  readonly created_at: number;
  readonly state: ProposalState;
  readonly recipe: string;
  /** What whoever judged it says to the author; "" = nothing. */
  readonly note: string;
  readonly decided_at: number | null;
  /** The name under which it is shown; null = none. */
  readonly credit: string | null;
}

interface ProposalTables {
  readonly recipe_proposals: ProposalRow;
}

/** All SQL about proposed recipes. */
export interface ProposalRepository {
  /** Takes the place of an earlier proposal of the same recipe. */
  readonly put: (row: ProposalRow) => Promise<void>;
  readonly find: (accountId: string, recipeId: string) => Promise<ProposalRow | undefined>;
  /** False where there was none. */
  readonly remove: (accountId: string, recipeId: string) => Promise<boolean>;
  /** Oldest first, those behind an entry. */
  readonly page: (
    state: ProposalState,
    after: string | undefined,
    limit: number,
  ) => Promise<readonly ProposalRow[]>;
  /** Undefined where there is no such proposal of one of these states. */
  readonly inState: (
    id: string,
    states: readonly ProposalState[],
  ) => Promise<ProposalRow | undefined>;
  /** Undefined where there is no such proposal of one of these states. */
  readonly decide: (
    id: string,
    from: readonly ProposalState[],
    decision: Pick<ProposalRow, "state" | "note" | "decided_at">,
  ) => Promise<ProposalRow | undefined>;
  /** Ids of accepted ones, newest first. */
  readonly acceptedIds: (limit: number) => Promise<readonly string[]>;
  /** The accepted ones among these. */
  readonly accepted: (ids: readonly string[]) => Promise<readonly ProposalRow[]>;
  readonly ofAccount: (accountId: string) => Promise<readonly ProposalRow[]>;
  readonly removeAll: (accountId: string) => Promise<void>;
}

/** Builds the repository on a store of either engine. */
export const createProposalRepository = (store: Store): ProposalRepository => ({
  ...acceptedPart(store),
  put: (row) =>
    store.transaction<ProposalTables, void>(async (tx) => {
      await tx
        .deleteFrom("recipe_proposals")
        .where("account_id", "=", row.account_id)
        .where("recipe_id", "=", row.recipe_id)
        .execute();
      await tx.insertInto("recipe_proposals").values(row).execute();
    }),
  find: (accountId, recipeId) =>
    store
      .read<ProposalTables>()
      .selectFrom("recipe_proposals")
      .selectAll()
      .where("account_id", "=", accountId)
      .where("recipe_id", "=", recipeId)
      .executeTakeFirst(),
  remove: async (accountId, recipeId) => {
    const removed = await store
      .write<ProposalTables>()
      .deleteFrom("recipe_proposals")
      .where("account_id", "=", accountId)
      .where("recipe_id", "=", recipeId)
      .returning("id")
      .execute();
    return removed.length === 1;
  },
  page: (state, after, limit) => {
    const query = store
      .read<ProposalTables>()
      .selectFrom("recipe_proposals")
      .selectAll()
      .where("state", "=", state)
      .orderBy("id")
      .limit(limit);
    return (after === undefined ? query : query.where("id", ">", after)).execute();
  },
  inState: (id, states) =>
    store
      .read<ProposalTables>()
      .selectFrom("recipe_proposals")
      .selectAll()
      .where("id", "=", id)
      .where("state", "in", [...states])
      .executeTakeFirst(),
  decide: (id, from, decision) =>
    store
      .write<ProposalTables>()
      .updateTable("recipe_proposals")
      .set(decision)
      .where("id", "=", id)
      .where("state", "in", [...from])
      .returningAll()
      .executeTakeFirst(),
  ofAccount: (accountId) =>
    store
      .read<ProposalTables>()
      .selectFrom("recipe_proposals")
      .selectAll()
      .where("account_id", "=", accountId)
      .orderBy("recipe_id")
      .execute(),
  removeAll: async (accountId) => {
    await store
      .write<ProposalTables>()
      .deleteFrom("recipe_proposals")
      .where("account_id", "=", accountId)
      .execute();
  },
});

/** What is asked of those that were accepted. */
const acceptedPart = (store: Store): Pick<ProposalRepository, "acceptedIds" | "accepted"> => ({
  acceptedIds: async (limit) => {
    const rows = await store
      .read<ProposalTables>()
      .selectFrom("recipe_proposals")
      .select("id")
      .where("state", "=", "accepted")
      .orderBy("id", "desc")
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  },
  accepted: async (ids) =>
    ids.length === 0
      ? []
      : store
          .read<ProposalTables>()
          .selectFrom("recipe_proposals")
          .selectAll()
          .where("id", "in", [...ids])
          .where("state", "=", "accepted")
          .execute(),
});
