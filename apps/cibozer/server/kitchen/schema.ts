import { list, oneOf, type Static, strictObject, Type } from "plinth";
import { AISLES } from "#core/model";

const slug = Type.String({ pattern: "^[a-z0-9]+(-[a-z0-9]+)*$", maxLength: 80 });

export const TasteParams = strictObject({ recipe: slug });

/** What somebody thinks of a recipe; both absent forgets it. */
export const TasteBody = strictObject({
  rating: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
  never: Type.Optional(Type.Boolean()),
});
export type TasteBody = Static<typeof TasteBody>;

/** What is at home: staples, of which there is always enough, and amounts in grams as bought. */
export const PantryBody = strictObject({
  staples: list(slug, { max: 400 }),
  stock: list(strictObject({ food: slug, grams: Type.Number({ minimum: 1, maximum: 100_000 }) }), {
    max: 400,
  }),
});
export type PantryBody = Static<typeof PantryBody>;

const AISLE_IDS = AISLES.map(({ id }) => id);

/** How somebody reads weights, and how they walk through their shop; what is absent stays. */
export const PreferencesBody = strictObject({
  units: Type.Optional(oneOf(["metric", "us"])),
  /** Sections of the shop in order; those that are not named come after. Empty = the usual order. */
  aisles: Type.Optional(list(oneOf(AISLE_IDS), { max: AISLE_IDS.length })),
});
export type PreferencesBody = Static<typeof PreferencesBody>;

export const KitchenReply = strictObject({
  units: Type.Union([oneOf(["metric", "us"]), Type.Null()]),
  aisles: Type.Array(Type.String()),
  tastes: Type.Array(
    strictObject({
      recipe: Type.String(),
      rating: Type.Union([Type.Integer(), Type.Null()]),
      never: Type.Boolean(),
    }),
  ),
  staples: Type.Array(Type.String()),
  stock: Type.Array(strictObject({ food: Type.String(), grams: Type.Number() })),
});
