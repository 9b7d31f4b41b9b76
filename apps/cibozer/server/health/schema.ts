import { list, oneOf, type Static, shortText, strictObject, Type } from "plinth";
import { ACTIVITY_LEVELS, ALLERGENS, GOALS, MAX_KCAL } from "#core/model";

const Member = strictObject({
  name: shortText({ max: 40 }),
  /** Energy a day; children may have less than what is planned for adults. */
  kcal: Type.Integer({ minimum: 400, maximum: MAX_KCAL }),
  allergens: list(oneOf(ALLERGENS), { max: ALLERGENS.length }),
});

/** What somebody says of their body and allergies; nothing of it is needed. */
export const HealthBody = strictObject({
  /** At most the year of now, which the service knows. */
  birthYear: Type.Optional(Type.Integer({ minimum: 1900, maximum: 2100 })),
  heightCm: Type.Optional(Type.Integer({ minimum: 100, maximum: 250 })),
  weightKg: Type.Optional(Type.Number({ minimum: 30, maximum: 350 })),
  allergens: Type.Optional(list(oneOf(ALLERGENS), { max: ALLERGENS.length })),
  note: Type.Optional(Type.String({ maxLength: 500 })),
  /** For the formula of energy. */
  sex: Type.Optional(oneOf(["female", "male"])),
  activity: Type.Optional(oneOf(ACTIVITY_LEVELS.map(({ id }) => id))),
  goal: Type.Optional(oneOf(GOALS.map(({ id }) => id))),
  /** Who else eats: their energy a day sizes their portions, their allergens hold for all. */
  household: Type.Optional(list(Member, { max: 11 })),
});
export type HealthBody = Static<typeof HealthBody>;

/** A profile, or null where none is kept. */
export const HealthReply = strictObject({
  profile: Type.Union([HealthBody, Type.Null()]),
  /** ISO 8601, UTC. */
  updatedAt: Type.Union([Type.String(), Type.Null()]),
});
