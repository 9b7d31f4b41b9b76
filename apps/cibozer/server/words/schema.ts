import { oneOf, type Static, strictObject, Type } from "plinth";
import { LEFT_REASONS, MAX_WORDS_LENGTH } from "#core/words";

/** A sentence; `rulesOnly` asks no model, and costs no tokens. */
export const WordsBody = strictObject({
  text: Type.String({ minLength: 1, maxLength: MAX_WORDS_LENGTH }),
  rulesOnly: Type.Optional(Type.Boolean()),
});
export type WordsBody = Static<typeof WordsBody>;

/**
 * What became of the model: `off`, there is none; `rules-only`, as asked; `no-consent`, nobody agreed
 * to it; `not-needed`, the rules understood everything; `unavailable` and `unusable`, it gave no answer
 * or none that the schema allows; `used`.
 */
export const MODEL_STATES = [
  "off",
  "rules-only",
  "no-consent",
  "not-needed",
  "unavailable",
  "unusable",
  "used",
] as const;
export type ModelState = (typeof MODEL_STATES)[number];

const place = { start: Type.Integer({ minimum: 0 }), end: Type.Integer({ minimum: 0 }) };

export const WordsReply = strictObject({
  found: Type.Array(
    strictObject({
      field: oneOf([
        "days",
        "kcal",
        "maxMinutes",
        "budget",
        "diet",
        "pattern",
        "leftovers",
        "allergen",
        "dislike",
        "cuisine",
        "never",
        "more",
      ]),
      value: Type.Union([Type.String(), Type.Number()]),
      /** Of a dish, in English; `value` is its id. */
      title: Type.Optional(Type.String()),
      ...place,
      source: oneOf(["rules", "model"]),
    }),
  ),
  left: Type.Array(strictObject({ ...place, reason: oneOf(LEFT_REASONS) })),
  model: oneOf(MODEL_STATES),
});
