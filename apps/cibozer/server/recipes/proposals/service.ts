import { type Clock, type IdGenerator, platformErrors } from "plinth";
import { recipeErrors } from "../errors.ts";
import type { OwnRecipeBody } from "../schema.ts";
import type { RecipeDraftShown } from "../view.ts";
import type { ProposalRepository, ProposalRow } from "./repository.ts";
import type { DecisionBody, ProposalState } from "./schema.ts";

/** Proposals of a page of the review. */
const PAGE = 20;

/** What its author sees of a proposal. */
export interface ProposalView {
  readonly state: ProposalState;
  readonly createdAt: string;
  readonly decidedAt: string | null;
  readonly note: string;
  /** The name under which it is shown; null = none. */
  readonly credit: string | null;
}

/** A proposal as it is judged: nothing in it says whose it is, but the name that is to be shown. */
export interface ReviewedProposal extends ProposalView {
  readonly id: string;
  readonly recipe: RecipeDraftShown;
}

/** Recipes that their authors offer to everybody. Every function throws errors of the catalogue only. */
export interface Proposals {
  /** Offers a recipe as it is now; an earlier offer of it is forgotten. @throws {AppError} NOT_FOUND */
  readonly propose: (
    owner: string,
    recipeId: string,
    credit: string | undefined,
  ) => Promise<ProposalView>;
  /** Null where the recipe was not offered. @throws {AppError} NOT_FOUND */
  readonly proposal: (owner: string, recipeId: string) => Promise<ProposalView | null>;
  /** @throws {AppError} NOT_FOUND */
  readonly withdraw: (owner: string, recipeId: string) => Promise<void>;
  /** Those of a state, oldest first, 20 at a time. */
  readonly review: (
    state: ProposalState,
    after: string | undefined,
    signal: AbortSignal,
  ) => Promise<{ readonly entries: readonly ReviewedProposal[]; readonly next: string | null }>;
  /**
   * Accepts one that waits, which shows it to everybody, or returns it, later too. Its author is told.
   * @throws {AppError} NOT_FOUND, RECIPE_NOT_PLANNABLE
   */
  readonly decide: (
    id: string,
    decision: DecisionBody,
    signal: AbortSignal,
  ) => Promise<ReviewedProposal>;
  readonly exportProposals: (owner: string) => Promise<readonly Record<string, unknown>[]>;
  readonly eraseProposals: (owner: string) => Promise<void>;
}

const view = (row: ProposalRow): ProposalView => ({
  state: row.state,
  createdAt: new Date(row.created_at).toISOString(),
  decidedAt: row.decided_at === null ? null : new Date(row.decided_at).toISOString(),
  note: row.note,
  credit: row.credit,
});

/** From where each decision leads: what was accepted can still be taken out again. */
const FROM = { accepted: ["waiting"], returned: ["waiting", "accepted"] } as const;

/** Builds the service. */
export const createProposals = (parts: {
  readonly repository: ProposalRepository;
  /** What an author wrote; undefined where there is no such recipe of theirs. */
  readonly written: (owner: string, recipeId: string) => Promise<OwnRecipeBody | undefined>;
  /** What follows from recipes. */
  readonly draft: (
    recipes: readonly OwnRecipeBody[],
    signal: AbortSignal,
  ) => Promise<readonly RecipeDraftShown[]>;
  /** Tells an author what became of a recipe. */
  readonly tell: (row: ProposalRow, title: string) => Promise<void>;
  readonly clock: Clock;
  readonly newId: IdGenerator;
}): Proposals => {
  const { repository, written, draft, tell, clock, newId } = parts;
  const requireWritten = async (owner: string, recipeId: string): Promise<OwnRecipeBody> => {
    const recipe = await written(owner, recipeId);
    if (recipe === undefined) throw platformErrors.make.NOT_FOUND();
    return recipe;
  };
  const reviewed = async (
    rows: readonly ProposalRow[],
    signal: AbortSignal,
  ): Promise<readonly ReviewedProposal[]> => {
    const drafts = await draft(
      rows.map(({ recipe }) => JSON.parse(recipe) as OwnRecipeBody),
      signal,
    );
    return rows.flatMap((row, i) => {
      const recipe = drafts[i];
      return recipe === undefined ? [] : [{ id: row.id, ...view(row), recipe }];
    });
  };
  return {
    propose: async (owner, recipeId, credit) => {
      const recipe = await requireWritten(owner, recipeId);
      const row: ProposalRow = {
        id: newId(),
        account_id: owner,
        recipe_id: recipeId,
        created_at: clock.now(),
        state: "waiting",
        recipe: JSON.stringify(recipe),
        note: "",
        decided_at: null,
        credit: credit?.trim() || null,
      };
      await repository.put(row);
      return view(row);
    },
    proposal: async (owner, recipeId) => {
      await requireWritten(owner, recipeId);
      const row = await repository.find(owner, recipeId);
      return row === undefined ? null : view(row);
    },
    withdraw: async (owner, recipeId) => {
      if (!(await repository.remove(owner, recipeId))) throw platformErrors.make.NOT_FOUND();
    },
    review: async (state, after, signal) => {
      const rows = await repository.page(state, after, PAGE + 1);
      const entries = await reviewed(rows.slice(0, PAGE), signal);
      return { entries, next: rows.length > PAGE ? (entries.at(-1)?.id ?? null) : null };
    },
    decide: async (id, { state, note = "" }, signal) => {
      const before = await repository.inState(id, FROM[state]);
      const [seen] = before === undefined ? [] : await reviewed([before], signal);
      if (seen === undefined) throw platformErrors.make.NOT_FOUND();
      const { recipe } = seen;
      if (state === "accepted" && recipe.obstacles.length > 0) {
        throw recipeErrors.make.RECIPE_NOT_PLANNABLE({ extra: { obstacles: recipe.obstacles } });
      }
      const decision = { state, note: note.trim(), decided_at: clock.now() };
      const row = await repository.decide(id, FROM[state], decision);
      if (row === undefined) throw platformErrors.make.NOT_FOUND();
      await tell(row, recipe.title);
      return { id, ...view(row), recipe };
    },
    exportProposals: async (owner) =>
      (await repository.ofAccount(owner)).map((row) => ({
        recipeId: row.recipe_id,
        ...view(row),
        recipe: JSON.parse(row.recipe) as unknown,
      })),
    eraseProposals: repository.removeAll,
  };
};
