import { answerFor, answerSchema } from "../contestants/contract.ts";

/** Inputs of the hot path, good and bad, and their JSON schemas. */
const meals = ["breakfast", "lunch", "dinner", "snack"] as const;
export const diets = ["all", "vegetarian", "vegan", "pescatarian"] as const;
export const patterns = ["3", "3+1", "3+2"] as const;
export const allergens = ["nuts", "milk", "eggs", "gluten", "fish", "soy"] as const;

/** RFC 5322 in the small, the same for all libraries, so that none profits from a laxer idea. */
export const emailPattern =
  "^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$";

export const signin = { email: "someone@example.test", password: "correct horse battery" };
export const badSignin = { email: "someone at example", password: "" };

export const plan = {
  days: 7,
  kcal: 2100,
  diet: "vegetarian",
  excludeAllergens: ["nuts", "milk"],
  dislikes: ["olives", "coriander", "liver"],
  pattern: "3+1",
  maxMinutes: 45,
  budget: 6500,
  note: "two portions of leftovers on Sunday",
  seed: 424_242,
};
export const badPlan = { ...plan, days: 70, excludeAllergens: ["nuts", "moonlight"], extra: true };

/** Within a body limit of 64 kB, but far beyond the schema's 50 dislikes. */
export const hugePlan = { ...plan, dislikes: Array.from({ length: 6000 }, () => "olives") };
/** The plan with one field wrong, for each field: every library must refuse all of them. */
export const faultyPlans: readonly unknown[] = [
  { days: 1.5 },
  { kcal: 799 },
  { diet: "keto" },
  { excludeAllergens: ["moonlight"] },
  { dislikes: [""] },
  { dislikes: "olives" },
  { pattern: 3 },
  { maxMinutes: 241 },
  { budget: -1 },
  { note: "x".repeat(501) },
  { seed: 4_294_967_296 },
  { seed: undefined },
  { extra: true },
].map((fault) => ({ ...plan, ...fault }));

export const answer = answerFor(1);

/** A day of a plan as it is answered, about two kilobytes: what a bigger reply costs to write. */
export const planAnswer = {
  id: answer.id,
  days: [
    {
      date: "2026-11-21",
      meals: meals.map((slot, index) => ({
        slot,
        recipe: { id: `recipe-${index}`, title: "Lentils with barley and roots" },
        portion: 1.25,
        ingredients: Array.from({ length: 6 }, (_, at) => ({
          food: `food-${at}`,
          grams: 37.5 + at,
        })),
        nutrition: { energyKcal: 512.5, proteinG: 28.25, fatG: 17.75, carbG: 61 },
      })),
      totals: { energyKcal: 2050, proteinG: 113, fatG: 71, carbG: 244 },
    },
  ],
};

const text = { type: "string" } as const;
const number = { type: "number" } as const;
const nutrition = {
  type: "object",
  properties: { energyKcal: number, proteinG: number, fatG: number, carbG: number },
} as const;

export const schemas = {
  answer: { ...answerSchema, additionalProperties: false, required: Object.keys(answer) },
  signin: {
    type: "object",
    properties: {
      email: { type: "string", maxLength: 254, pattern: emailPattern },
      password: { type: "string", minLength: 1, maxLength: 256 },
    },
    required: ["email", "password"],
    additionalProperties: false,
  },
  plan: {
    type: "object",
    properties: {
      days: { type: "integer", minimum: 1, maximum: 14 },
      kcal: { type: "integer", minimum: 800, maximum: 6000 },
      diet: { type: "string", enum: [...diets] },
      excludeAllergens: {
        type: "array",
        items: { type: "string", enum: [...allergens] },
        maxItems: 14,
      },
      dislikes: {
        type: "array",
        items: { type: "string", minLength: 1, maxLength: 64 },
        maxItems: 50,
      },
      pattern: { type: "string", enum: [...patterns] },
      maxMinutes: { type: "integer", minimum: 5, maximum: 240 },
      budget: { type: "integer", minimum: 0, maximum: 1_000_000 },
      note: { type: "string", maxLength: 500 },
      seed: { type: "integer", minimum: 0, maximum: 4_294_967_295 },
    },
    required: Object.keys(plan),
    additionalProperties: false,
  },
  planAnswer: {
    type: "object",
    properties: {
      id: text,
      days: {
        type: "array",
        items: {
          type: "object",
          properties: {
            date: text,
            meals: {
              type: "array",
              items: {
                type: "object",
                properties: {
                  slot: text,
                  recipe: { type: "object", properties: { id: text, title: text } },
                  portion: number,
                  ingredients: {
                    type: "array",
                    items: { type: "object", properties: { food: text, grams: number } },
                  },
                  nutrition,
                },
              },
            },
            totals: nutrition,
          },
        },
      },
    },
  },
} as const;
