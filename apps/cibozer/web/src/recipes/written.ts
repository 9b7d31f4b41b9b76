import type { Texts } from "@plinth/console";
import { OWN_PREFIX, type OwnRecipe, type OwnSlot } from "#core";
import type { Draft, Written } from "./recipes-api.ts";

/** What a person chose for a line; empty = the text decides. */
export type Choice = { readonly food: string; readonly grams: string };

/** The form as it is typed. Choices are kept by the text of their line: lines come and go. */
export type RecipeForm = {
  readonly title: string;
  readonly slots: readonly OwnSlot[];
  readonly servings: string;
  readonly prep: string;
  readonly cook: string;
  readonly lines: string;
  readonly steps: string;
  readonly source: string;
  readonly choices: Readonly<Record<string, Choice>>;
};

/** A form with nothing in it. */
export const EMPTY_FORM: RecipeForm = {
  title: "",
  slots: ["L", "D"],
  servings: "4",
  prep: "15",
  cook: "30",
  lines: "",
  steps: "",
  source: "",
  choices: {},
};

const rows = (text: string, most: number): readonly string[] =>
  text
    .split("\n")
    .map((line) => line.trim().slice(0, most))
    .filter((line) => line !== "");

/** The lines of a form. */
export const linesOf = ({ lines }: RecipeForm): readonly string[] => rows(lines, 200).slice(0, 60);

/** A form filled with a recipe. */
export const formOf = (draft: Draft): RecipeForm => ({
  title: draft.title,
  slots: draft.slots,
  servings: String(draft.servings),
  prep: String(draft.prepMinutes),
  cook: String(draft.cookMinutes),
  lines: draft.lines.map(({ text }) => text).join("\n"),
  steps: draft.steps.join("\n"),
  source: draft.source ?? "",
  choices: Object.fromEntries(
    draft.lines.flatMap(({ text, food, grams, isPicked, hasGrams }) =>
      isPicked || hasGrams
        ? [[text, { food: isPicked ? (food ?? "") : "", grams: hasGrams ? String(grams) : "" }]]
        : [],
    ),
  ),
});

const gramsOf = (text: string): number | undefined => {
  const grams = Number(text);
  return text.trim() !== "" && grams >= 0.1 && grams <= 20_000 ? grams : undefined;
};

const whole = (text: string, most: number): number | undefined =>
  /^\d{1,4}$/.test(text.trim()) && Number(text) <= most ? Number(text) : undefined;

/** What the form sends, or what is wrong with it in one sentence. */
export const readForm = (t: Texts, form: RecipeForm): Written | string => {
  const servings = whole(form.servings, 50);
  const prepMinutes = whole(form.prep, 2880);
  const cookMinutes = whole(form.cook, 2880);
  const title = form.title.trim();
  if (title === "") return t("Give the recipe a name.");
  if (form.slots.length === 0) {
    return t("Choose at least one meal at which it may be planned.");
  }
  if (servings === undefined || servings < 1) {
    return t("Servings are a whole number from 1 to 50.");
  }
  if (prepMinutes === undefined || cookMinutes === undefined) {
    return t("Minutes are whole numbers up to {most}.", { most: 2880 });
  }
  const lines = linesOf(form).map((text) => {
    const choice = form.choices[text];
    const grams = gramsOf(choice?.grams ?? "");
    return {
      text,
      ...(choice === undefined || choice.food === "" ? {} : { food: choice.food }),
      ...(grams === undefined ? {} : { grams }),
    };
  });
  if (lines.length === 0) return t("Write down at least one ingredient.");
  return {
    title: title.slice(0, 120),
    slots: form.slots,
    servings,
    prepMinutes,
    cookMinutes,
    lines,
    steps: rows(form.steps, 2_000).slice(0, 60),
    ...(form.source === "" ? {} : { source: form.source }),
  };
};

/** The form as the planner's core reads it, with what is not valid yet left at what is usual. */
export const ownOf = (form: RecipeForm): OwnRecipe => ({
  id: `${OWN_PREFIX}draft`,
  title: form.title,
  slots: form.slots,
  servings: Math.max(1, whole(form.servings, 50) ?? 1),
  prepMinutes: whole(form.prep, 2880) ?? 0,
  cookMinutes: whole(form.cook, 2880) ?? 0,
  lines: linesOf(form).map((text) => ({
    text,
    food: form.choices[text]?.food || null,
    grams: gramsOf(form.choices[text]?.grams ?? "") ?? null,
  })),
  steps: [],
});
