import { list, oneOf, type Static, shortText, strictObject, Type } from "plinth";
import { ALLERGENS, DIET_IDS, NUTRIENTS, OWN_SLOTS } from "#core/model";

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const slug = Type.String({ pattern: "^[a-z0-9]+(-[a-z0-9]+)*$", maxLength: 80 });

/** Longest line of ingredients, and longest step, in characters; most of them in a recipe. */
export const MAX_LINE = 200;
export const MAX_STEP = 2_000;
export const MAX_LINES = 60;
export const MAX_STEPS = 60;
export const MAX_TITLE = 120;
export const MAX_SERVINGS = 50;
/** Two days, for what has to rise or steep. */
export const MAX_MINUTES = 2_880;

/** Path of one recipe. */
export const OwnRecipeParams = strictObject({
  id: Type.String({ pattern: "^own-[a-zA-Z0-9-]{1,70}$" }),
});

const minutes = Type.Integer({ minimum: 0, maximum: MAX_MINUTES });

/** What a person writes. Nutrients, allergens, diets and cost are never part of it. */
const written = {
  title: shortText({ max: MAX_TITLE }),
  /** When it may be planned: B = breakfast, L = lunch, D = dinner, S = between meals. */
  slots: list(oneOf(OWN_SLOTS), { min: 1, max: OWN_SLOTS.length, unique: true }),
  servings: Type.Integer({ minimum: 1, maximum: MAX_SERVINGS }),
  prepMinutes: minutes,
  cookMinutes: minutes,
  lines: list(
    strictObject({
      text: shortText({ max: MAX_LINE }),
      /** A food chosen for this line; without it the text decides. */
      food: Type.Optional(slug),
      /** Edible grams for all servings; without them the text decides. */
      grams: Type.Optional(Type.Number({ minimum: 0.1, maximum: 20_000 })),
    }),
    { max: MAX_LINES },
  ),
  steps: list(shortText({ max: MAX_STEP }), { max: MAX_STEPS }),
  /** Where it is from. */
  source: Type.Optional(Type.String({ maxLength: 500, pattern: "^https?://" })),
};

/** POST /api/v1/own-recipes */
export const OwnRecipeBody = strictObject(written);
export type OwnRecipeBody = Static<typeof OwnRecipeBody>;

/** PUT /api/v1/own-recipes/{id} */
export const OwnRecipeChange = strictObject({
  ...written,
  /** The revision that was changed. */
  revision: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
});
export type OwnRecipeChange = Static<typeof OwnRecipeChange>;

/** POST /api/v1/own-recipes/import: one of the two. */
export const ImportBody = strictObject({
  url: Type.Optional(Type.String({ minLength: 1, maxLength: 2_000 })),
  /** The page itself, or only its JSON-LD. */
  page: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000_000 })),
});
export type ImportBody = Static<typeof ImportBody>;

/** Text fields of a photo. */
export const PhotoBody = strictObject({ text: shortText({ max: 200 }) });

const allergens = Type.Array(oneOf(ALLERGENS));
const facts = {
  contains: allergens,
  mayContain: allergens,
  diets: Type.Array(oneOf(DIET_IDS)),
  minutes: Type.Integer(),
  /** US dollars a serving. */
  costUsd: Type.Number(),
  /** Why it is not planned; empty = it is. */
  obstacles: Type.Array(oneOf(["unknown-food", "unknown-amount", "no-ingredients", "odd-serving"])),
};
const amounts = Object.fromEntries(NUTRIENTS.map((name) => [name, Type.Number()]));
const nutrition = Type.Object({
  ...amounts,
  netCarbG: Type.Number(),
  atLeast: Type.Array(Type.String()),
});
const photo = nullable(
  strictObject({
    /** A path of this application; for the owner only. */
    url: Type.String(),
    text: Type.String(),
  }),
);
const resolvedLine = strictObject({
  text: Type.String(),
  food: nullable(Type.String()),
  name: nullable(Type.String()),
  grams: nullable(Type.Number()),
  /** Whether food or grams were chosen, not read. */
  isPicked: Type.Boolean(),
  hasGrams: Type.Boolean(),
  suggestions: Type.Array(strictObject({ food: Type.String(), name: Type.String() })),
});

/** One line of a list of recipes. */
export const summary = {
  id: Type.String(),
  title: Type.String(),
  slots: Type.Array(oneOf(OWN_SLOTS)),
  /** Of one serving. */
  energyKcal: Type.Number(),
  /** What there is most of, in grams of all servings: what a plate shows. */
  ingredients: Type.Array(strictObject({ food: Type.String(), grams: Type.Number() })),
  ...facts,
};

/** GET /api/v1/own-recipes */
export const OwnRecipeList = strictObject({
  recipes: Type.Array(strictObject({ ...summary, updatedAt: Type.String(), photo })),
});

/** A recipe with everything that follows from it. */
export const read = {
  title: Type.String(),
  slots: Type.Array(oneOf(OWN_SLOTS)),
  servings: Type.Integer(),
  prepMinutes: Type.Integer(),
  cookMinutes: Type.Integer(),
  lines: Type.Array(resolvedLine),
  steps: Type.Array(Type.String()),
  source: nullable(Type.String()),
  /** Of one serving. */
  nutrition,
  ...facts,
};

/** One recipe with everything that follows from it. */
export const OwnRecipeView = strictObject({
  id: Type.String(),
  revision: Type.Integer(),
  createdAt: Type.String(),
  updatedAt: Type.String(),
  photo,
  ...read,
});

/** What was found on a page; nothing is saved. */
export const RecipeDraft = strictObject(read);
