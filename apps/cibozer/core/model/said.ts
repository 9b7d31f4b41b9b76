import { formatWeight } from "../nutrition/units.ts";

/** What says words in a language: of a page, or of a server that writes a file. */
export interface Says {
  readonly locale: string;
  of(message: string, values?: Readonly<Record<string, string | number>>): string;
  number(value: number, options?: Intl.NumberFormatOptions): string;
  list(items: readonly string[], options?: Intl.ListFormatOptions): string;
}

/** Marks the messages of a table, so that they are collected. */
type Messages = Readonly<Record<string, string>>;

/** Courses of a meal, as the planner names the dishes after the first. */
const courses = {
  main: "{meal}, main",
  side: "{meal}, side",
  starter: "{meal}, starter",
  dessert: "{meal}, dessert",
  "second main": "{meal}, second main",
  "second side": "{meal}, second side",
  "second dish": "{meal}, second dish",
} as const satisfies Messages;

const words = {
  part: "{meal}, part {part}",
  under: "under {weight}",
} as const satisfies Messages;

/** "Lunch", "Dinner, second side", "Snack, part 2": the planner's label of a dish. */
export const mealLabel = (t: Says, label: string): string => {
  const [sitting = "", course] = label.split(", ", 2);
  const meal = t.of(sitting);
  if (course === undefined) return meal;
  const part = /^part (\d)$/.exec(course)?.[1];
  if (part !== undefined) return t.of(words.part, { meal, part });
  return Object.hasOwn(courses, course)
    ? t.of(courses[course as keyof typeof courses], { meal })
    : label;
};

/** What the title of a shipped recipe is looked up by: its id, which stays when its English is mended. */
export const titleMessage = (id: string): string => `recipe:${id}`;

/** The title of a recipe in the language of its reader; what somebody wrote stays in their words. */
export const recipeTitle = (
  t: Says,
  { id, title }: { readonly id: string; readonly title: string },
): string => {
  const message = titleMessage(id);
  const said = t.of(message);
  return said === message ? title : said;
};

/** Foods by the alphabet of their reader: the planner has them by their English names. */
export const byName = <T extends { readonly name: string }>(
  t: Says,
  foods: readonly T[],
): readonly T[] =>
  t.locale === "en"
    ? foods
    : foods.toSorted((a, b) => t.of(a.name).localeCompare(t.of(b.name), t.locale));

/** Units as weights are written in, and as `Intl` names them. */
const UNITS: Readonly<Record<string, string>> = {
  g: "gram",
  kg: "kilogram",
  oz: "ounce",
  lb: "pound",
};

/** An amount with its unit. Arabic says "an ounce" for one, and on a list one looks for the number. */
const amountWords = (t: Says, amount: number, unit: string): string => {
  const said = t.number(amount, {
    style: "unit",
    unit,
    unitDisplay: "narrow",
    maximumFractionDigits: 3,
    useGrouping: false,
  });
  return /\d/.test(said) ? said : `${amount} ${said}`;
};

/** A weight that is written ("2 lb 3.5 oz"), in the language of its reader. */
export const sayWeight = (t: Says, written: string): string => {
  const parts = [...written.matchAll(/([\d.]+) (g|kg|oz|lb)\b/g)].map(([text, amount, unit]) =>
    // It is written in English: `Intl` would take a while to say the same (PERF-04).
    t.locale === "en" ? text : amountWords(t, Number(amount), UNITS[unit ?? ""] ?? "gram"),
  );
  if (parts.length === 0) return written;
  const weight = t.list(parts, { type: "unit", style: "narrow" });
  return written.startsWith("under") ? t.of(words.under, { weight }) : weight;
};

/** A weight as it is rounded for people, in the language of its reader. */
export const weightWords = (t: Says, grams: number, units: "metric" | "us"): string =>
  sayWeight(t, formatWeight(grams, units));
