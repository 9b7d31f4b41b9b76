import { idText, oneOf, type Static, strictObject, Type } from "plinth";
import { linkFields, sharePart } from "../plans/index.ts";
import { ContributedRecipe } from "../recipes/index.ts";

/** What may be wrong with what others gave or shared. */
export const REASONS = ["unsafe", "wrong", "copied", "offensive", "private", "other"] as const;
export type Reason = (typeof REASONS)[number];

const MAX_WORDS = 500;
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

const said = {
  reason: oneOf(REASONS),
  /** What whoever judges it should know. */
  words: Type.Optional(Type.String({ maxLength: MAX_WORDS })),
};

/** POST /api/v1/contributed-recipes/{id}/reports */
export const RecipeReportBody = strictObject(said);
export type RecipeReportBody = Static<typeof RecipeReportBody>;

/** POST /api/v1/shared-plans/reports: only what opens can be reported. */
export const PlanReportBody = strictObject({ ...linkFields, ...said });
export type PlanReportBody = Static<typeof PlanReportBody>;

export const ReviewQuery = strictObject({
  /** Where the page begins: `next` of the page before. */
  after: Type.Optional(idText()),
});

/** Names what was reported. */
export const ReviewParams = strictObject({ id: idText() });

/** POST /api/v1/admin/reports/{id}/take-out */
export const TakeOutBody = strictObject({
  /** What is said to the author of a recipe. */
  note: Type.Optional(Type.String({ maxLength: 500 })),
});

/** What of a shared plan people wrote themselves: the rest comes from tables. */
const SharedPlanShown = strictObject({
  part: sharePart,
  createdAt: Type.String(),
  views: Type.Integer(),
  /** Titles of recipes that are not Cibozer's. */
  dishes: Type.Array(Type.String()),
});

const ReviewEntry = strictObject({
  id: Type.String(),
  kind: oneOf(["recipe", "plan"]),
  /** Newest first, and not who said it. */
  reports: Type.Array(
    strictObject({ reason: Type.String(), words: Type.String(), createdAt: Type.String() }),
  ),
  /** null = it is a plan, or gone by now. */
  recipe: nullable(ContributedRecipe),
  /** null = it is a recipe, or gone by now. */
  plan: nullable(SharedPlanShown),
});

export const ReviewList = strictObject({
  entries: Type.Array(ReviewEntry),
  /** Where the next page begins; null where there is none. */
  next: nullable(Type.String()),
});
