import {
  MAX_LINE,
  MAX_LINES,
  MAX_MINUTES,
  MAX_SERVINGS,
  MAX_STEP,
  MAX_STEPS,
  MAX_TITLE,
  type OwnRecipeBody,
} from "../schema.ts";
import type { JsonObject } from "./recipe-node.ts";

/** Servings of a page that does not say. */
const USUAL_SERVINGS = 4;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  frac12: "½",
  frac14: "¼",
  frac34: "¾",
  deg: "°",
  ndash: "–",
  mdash: "—",
  rsquo: "’",
  lsquo: "‘",
  eacute: "é",
};

/** The text of a piece of HTML: tags go, entities are read once. It is shown as text, never as HTML. */
export function plainText(html: string, most: number): string {
  const bare = html
    .slice(0, most * 20)
    .replaceAll(/<[^<>]{0,500}>/g, " ")
    .replaceAll(/&(#x?[0-9a-f]{1,6}|[a-z0-9]{2,8});/gi, (whole, name: string) => {
      if (!name.startsWith("#")) return ENTITIES[name.toLowerCase()] ?? whole;
      const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
      return code >= 32 && code <= 0x10_ffff && !(code >= 0xd800 && code <= 0xdfff)
        ? String.fromCodePoint(code)
        : " ";
    });
  const clean = bare.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return [...clean].slice(0, most).join("").trim();
}

const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);
const textOf = (value: unknown, most: number): string =>
  typeof value === "string" ? plainText(value, most) : "";

/** Minutes of an ISO 8601 duration such as PT1H30M; 0 where it is none. */
export function minutesOf(value: unknown): number {
  const text = first(value);
  if (typeof text !== "string" || text.length > 40) return 0;
  const found = /^P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:[\d.]{1,8}S)?)?$/i.exec(
    text.trim(),
  );
  if (found === null) return 0;
  const [, days = 0, hours = 0, minutes = 0] = found;
  return Math.min(MAX_MINUTES, Number(days) * 1440 + Number(hours) * 60 + Number(minutes));
}

/** "4 servings", "Serves 4-6", 4 or a list of those. */
function servingsOf(value: unknown): number {
  const values = (Array.isArray(value) ? value.slice(0, 10) : [value]).map((one) =>
    Number(/\d{1,4}/.exec(String(typeof one === "object" ? "" : one).slice(0, 100))?.[0]),
  );
  const found = values.find((number) => number >= 1 && number <= MAX_SERVINGS);
  return found ?? USUAL_SERVINGS;
}

/** Lines as they are; what stands on one line in every second recipe is two things. */
function linesOf(value: unknown): OwnRecipeBody["lines"] {
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  return given
    .slice(0, MAX_LINES * 2)
    .map((one) => textOf(one, MAX_LINE))
    .filter((text) => text !== "")
    .flatMap((text) =>
      /^salt (and|&) ((freshly )?ground )?(black )?pepper(,? to taste)?$/i.test(text)
        ? ["salt, to taste", "black pepper, to taste"]
        : [text],
    )
    .slice(0, MAX_LINES)
    .map((text) => ({ text }));
}

/** The steps of one text: its lines and paragraphs. */
const stepsOfText = (text: string): readonly string[] =>
  text
    .slice(0, MAX_STEP * MAX_STEPS)
    .split(/\r?\n|<\/(?:p|li)>|<br\s*\/?>/i)
    .map((part) => plainText(part, MAX_STEP))
    .filter((part) => part !== "");

/** What stands in a list, a HowToStep or a HowToSection, last first. */
function innerOf(one: unknown): readonly unknown[] {
  if (Array.isArray(one)) return one.slice(0, 200).reverse();
  if (typeof one !== "object" || one === null) return [];
  const { itemListElement, text, name } = one as JsonObject;
  return [itemListElement ?? text ?? name];
}

/** Steps of a text, of a list of texts, of HowToStep and of HowToSection, however they are mixed. */
function stepsOf(value: unknown): string[] {
  const steps: string[] = [];
  const stack: unknown[] = [value];
  for (let seen = 0; stack.length > 0 && seen < 1_000 && steps.length < MAX_STEPS; seen += 1) {
    const one = stack.pop();
    if (typeof one === "string") steps.push(...stepsOfText(one));
    else stack.push(...innerOf(one));
  }
  return steps.slice(0, MAX_STEPS);
}

function slotsOf(value: unknown): OwnRecipeBody["slots"] {
  const text = JSON.stringify(value ?? "")
    .slice(0, 1_000)
    .toLowerCase();
  const slots: OwnRecipeBody["slots"] = [];
  if (/breakfast|brunch/.test(text)) slots.push("B");
  if (/lunch|soup|salad|main/.test(text)) slots.push("L");
  if (/dinner|supper|main/.test(text)) slots.push("D");
  if (/snack|dessert|drink/.test(text)) slots.push("S");
  return slots.length > 0 ? slots : ["L", "D"];
}

const sourceOf = (url: string | undefined): { readonly source?: string } =>
  url !== undefined && /^https?:\/\//.test(url) && url.length <= 500 ? { source: url } : {};

/**
 * What a schema.org Recipe says, within the bounds of our own recipes; undefined where it has no
 * name or no ingredients. Nutrients and diets of the page are not taken: ours follow from the food.
 */
export function bodyOf(recipe: JsonObject, url: string | undefined): OwnRecipeBody | undefined {
  const title = textOf(first(recipe["name"]), MAX_TITLE);
  const lines = linesOf(recipe["recipeIngredient"] ?? recipe["ingredients"]);
  if (title === "" || lines.length === 0) return undefined;
  const prepMinutes = minutesOf(recipe["prepTime"]);
  const cook = minutesOf(recipe["cookTime"]);
  const total = minutesOf(recipe["totalTime"]);
  return {
    title,
    slots: slotsOf(recipe["recipeCategory"]),
    servings: servingsOf(recipe["recipeYield"] ?? recipe["yield"]),
    prepMinutes,
    cookMinutes: cook > 0 ? cook : Math.max(0, total - prepMinutes),
    lines,
    steps: stepsOf(recipe["recipeInstructions"]),
    ...sourceOf(url),
  };
}
