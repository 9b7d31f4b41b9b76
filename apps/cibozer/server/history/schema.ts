import { type Static, strictObject, Type } from "plinth";

const date = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" });
/** The sittings of all patterns, and their further dishes. */
const slot = Type.String({
  pattern:
    "^(breakfast|second-breakfast|morning-snack|lunch|afternoon-meal|afternoon-snack|snack|dinner)(-[2-9])?$",
});

/** That somebody had a meal, or after all did not. */
export const EatenBody = strictObject({
  date,
  slot,
  recipe: Type.String({ pattern: "^[a-z0-9]+(-[a-z0-9]+)*$", maxLength: 80 }),
  /** Servings, in quarters. */
  portion: Type.Number({ minimum: 0.25, maximum: 10, multipleOf: 0.25 }),
  eaten: Type.Boolean(),
});
export type EatenBody = Static<typeof EatenBody>;

export const HistoryQuery = strictObject({
  /** The last day to give; four weeks up to it are given. Absent = up to now. */
  until: Type.Optional(date),
});

const EatenSchema = Type.Object({
  date: Type.String(),
  slot: Type.String(),
  recipe: Type.Object({ id: Type.String(), title: Type.String() }),
  portion: Type.Number(),
});

/** Four weeks of what somebody had, newest first. */
export const HistoryReply = strictObject({
  meals: Type.Array(EatenSchema),
  /** What to ask for next; null = there is nothing earlier. */
  earlier: Type.Union([Type.String(), Type.Null()]),
});
