import type { ResolvedRecipe } from "#core";
import type { OwnRecipeRow } from "./repository.ts";
import type { OwnRecipeBody } from "./schema.ts";

type Facts = Pick<ResolvedRecipe, "minutes" | "costUsd"> & {
  readonly contains: ResolvedRecipe["contains"][number][];
  readonly mayContain: ResolvedRecipe["mayContain"][number][];
  readonly diets: ResolvedRecipe["diets"][number][];
  readonly obstacles: ResolvedRecipe["obstacles"][number][];
};

/** A photo as its owner finds it. */
const photoOf = ({ photo_id, photo_text }: OwnRecipeRow) =>
  photo_id === null ? null : { url: `/api/v1/files/${photo_id}`, text: photo_text ?? "" };

const factsOf = (resolved: ResolvedRecipe): Facts => ({
  contains: [...resolved.contains],
  mayContain: [...resolved.mayContain],
  diets: [...resolved.diets],
  minutes: resolved.minutes,
  costUsd: resolved.costUsd,
  obstacles: [...resolved.obstacles],
});

/** What was written, with what follows from it. */
export const draftView = (body: OwnRecipeBody, resolved: ResolvedRecipe) => ({
  title: body.title,
  slots: [...body.slots],
  servings: body.servings,
  prepMinutes: body.prepMinutes,
  cookMinutes: body.cookMinutes,
  lines: resolved.lines.map((line, i) => ({
    ...line,
    hasGrams: body.lines[i]?.grams !== undefined,
    suggestions: line.suggestions.map((one) => ({ ...one })),
  })),
  steps: [...body.steps],
  source: body.source ?? null,
  nutrition: { ...resolved.nutrition, atLeast: [...resolved.nutrition.atLeast] },
  ...factsOf(resolved),
});

/** One recipe of its owner. */
export const recipeView = (row: OwnRecipeRow, body: OwnRecipeBody, resolved: ResolvedRecipe) => ({
  id: row.id,
  revision: row.revision,
  createdAt: new Date(row.created_at).toISOString(),
  updatedAt: new Date(row.updated_at).toISOString(),
  photo: photoOf(row),
  ...draftView(body, resolved),
});

/** Most foods that a plate is drawn of. */
const ON_PLATE = 8;

/** What there is most of in a dish; a list has hundreds of them. */
const mostOf = ({ lines }: ResolvedRecipe) =>
  lines
    .flatMap(({ food, grams }) => (food === null || grams === null ? [] : [{ food, grams }]))
    .toSorted((one, other) => other.grams - one.grams)
    .slice(0, ON_PLATE);

/** What every list says of a recipe. */
export const lineView = (id: string, body: OwnRecipeBody, resolved: ResolvedRecipe) => ({
  id,
  title: body.title,
  slots: [...body.slots],
  energyKcal: resolved.nutrition.energyKcal,
  ingredients: mostOf(resolved),
  ...factsOf(resolved),
});

/** One line of the list of one's own. */
export const summaryView = (row: OwnRecipeRow, body: OwnRecipeBody, resolved: ResolvedRecipe) => ({
  ...lineView(row.id, body, resolved),
  updatedAt: new Date(row.updated_at).toISOString(),
  photo: photoOf(row),
});

/** One recipe that somebody gave to all: its author's name only where they chose one. */
export const contributedView = (
  id: string,
  credit: string | null,
  body: OwnRecipeBody,
  resolved: ResolvedRecipe,
) => ({ id, credit, ...draftView(body, resolved) });

/** See {@link recipeView}. */
export type OwnRecipeShown = ReturnType<typeof recipeView>;
export type OwnRecipeSummary = ReturnType<typeof summaryView>;
export type ContributedLine = ReturnType<typeof lineView> & { readonly credit: string | null };
export type ContributedShown = ReturnType<typeof contributedView>;
export type RecipeDraftShown = ReturnType<typeof draftView>;
