import { readNumberWithin, type Texts, writeNumber } from "@plinth/console";
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
export const formOf = (t: Texts, draft: Draft): RecipeForm => ({
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
        ? [
            [
              text,
              {
                food: isPicked ? (food ?? "") : "",
                grams: hasGrams && grams !== null ? writeNumber(t, grams) : "",
              },
            ],
          ]
        : [],
    ),
  ),
});

const LINE_GRAMS = { least: 0.1, most: 20_000 } as const;

const gramsOf = (t: Texts, text: string): number | undefined =>
  readNumberWithin(t, text, LINE_GRAMS);

/** What is wrong with the grams of a line as typed, or undefined. */
export const gramsFault = (t: Texts, text: string): string | undefined =>
  text.trim() === "" || gramsOf(t, text) !== undefined
    ? undefined
    : t("Enter grams from {least} to {most}, or leave it empty.", LINE_GRAMS);

const SERVINGS = { least: 1, most: 50, isWhole: true } as const;
const MINUTES = { least: 0, most: 2880, isWhole: true } as const;

/** What the form sends, or what is wrong with it in one sentence. */
export const readForm = (t: Texts, form: RecipeForm): Written | string => {
  const servings = readNumberWithin(t, form.servings, SERVINGS);
  const prepMinutes = readNumberWithin(t, form.prep, MINUTES);
  const cookMinutes = readNumberWithin(t, form.cook, MINUTES);
  const title = form.title.trim();
  if (title === "") return t("Give the recipe a name.");
  if (form.slots.length === 0) {
    return t("Choose at least one meal at which it may be planned.");
  }
  if (servings === undefined) return t("Servings are a whole number from 1 to 50.");
  if (prepMinutes === undefined || cookMinutes === undefined) {
    return t("Minutes are whole numbers up to {most}.", { most: MINUTES.most });
  }
  const written = linesOf(form);
  const fault = written
    .map((text) => gramsFault(t, form.choices[text]?.grams ?? ""))
    .find((one) => one !== undefined);
  if (fault !== undefined) return fault;
  const lines = written.map((text) => {
    const choice = form.choices[text];
    const grams = gramsOf(t, choice?.grams ?? "");
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
export const ownOf = (t: Texts, form: RecipeForm): OwnRecipe => ({
  id: `${OWN_PREFIX}draft`,
  title: form.title,
  slots: form.slots,
  servings: readNumberWithin(t, form.servings, SERVINGS) ?? 1,
  prepMinutes: readNumberWithin(t, form.prep, MINUTES) ?? 0,
  cookMinutes: readNumberWithin(t, form.cook, MINUTES) ?? 0,
  lines: linesOf(form).map((text) => ({
    text,
    food: form.choices[text]?.food || null,
    grams: gramsOf(t, form.choices[text]?.grams ?? "") ?? null,
  })),
  steps: [],
});
