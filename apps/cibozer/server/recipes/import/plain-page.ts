import type { JsonObject } from "./recipe-node.ts";

/** Most lines that are looked at, and the longest that can be a heading. */
const MAX_LINES = 2_000;
const MAX_HEADING = 60;

type Part = "head" | "ingredients" | "method" | "rest";

/** What stands above the parts of a recipe, in the languages of Cibozer. */
const HEADINGS: Readonly<Record<Exclude<Part, "head">, readonly string[]>> = {
  ingredients: ["ingredients", "what you need", "zutaten", "المكونات", "المقادير"],
  method: [
    ..."method directions instructions preparation steps zubereitung anleitung".split(" "),
    "how to make it",
    "so geht's",
    "طريقة التحضير",
    "التحضير",
    "الطريقة",
  ],
  rest: [
    ..."notes nutrition tips comments reviews tipps notizen nährwerte kommentare".split(" "),
    "equipment",
    "ملاحظات",
  ],
};

const MARKS = /^[\s#*_•·▢□☐–-]+/u;
const YIELDS =
  /(?:serves|servings|makes|yield|portionen|personen)\D{0,12}(\d{1,2})|(\d{1,2}) (?:servings|people|portionen|personen|stück)/i;
const TIMES = {
  prepTime: /\b(?:prep|vorbereitung|arbeitszeit)/i,
  cookTime: /\b(?:cook|baking|koch|garzeit|backzeit)/i,
  totalTime: /\b(?:total|gesamt)/i,
};
/** "1 hr 5 min", "20 Min.", "1 Std.", a few words after what it is the time of. */
const DURATION =
  /^\D{0,20}(?:(\d{1,2}) ?(?:hours?|hrs?|h|std\.?|stunden?)\b\D{0,5})?(?:(\d{1,3}) ?m)?/i;

/** The part that a line opens: "Ingredients", "Zutaten für 4 Portionen:", "## Method". */
function headingOf(line: string): Exclude<Part, "head"> | undefined {
  if (line.length > MAX_HEADING) return undefined;
  const said = line.toLowerCase();
  const parts = Object.keys(HEADINGS) as (keyof typeof HEADINGS)[];
  return parts.find((part) =>
    HEADINGS[part].some((word) => {
      // "Method" and "Zutaten für 4", yet not "Steps away from the sea, this soup".
      const after = said.slice(word.length);
      return said.startsWith(word) && /^(?:[\s:*_]*$|\s*\(|\s+(?:für|for)\b)/u.test(after);
    }),
  );
}

const times = (head: string): JsonObject =>
  Object.fromEntries(
    Object.entries(TIMES).flatMap(([name, label]) => {
      const said = label.exec(head);
      if (said === null) return [];
      const [, hours, minutes] = DURATION.exec(head.slice(said.index + said[0].length)) ?? [];
      if (hours === undefined && minutes === undefined) return [];
      return [[name, `PT${hours ?? 0}H${minutes ?? 0}M`]];
    }),
  );

/**
 * The recipe of a text without any markup, as somebody copies it off a page or out of a mail, in the
 * words of schema.org: its name above, then lines below "Ingredients" and below "Method". Undefined
 * where no line says that ingredients follow.
 */
export function readPlainPage(page: string): JsonObject | undefined {
  if (/<[a-z!/]/i.test(page)) return undefined;
  const parts: Record<Part, string[]> = { head: [], ingredients: [], method: [], rest: [] };
  let part: Part = "head";
  for (const raw of page.split("\n").slice(0, MAX_LINES)) {
    const line = raw.replace(MARKS, "").trim();
    const opened = headingOf(line);
    part = opened ?? part;
    // "Zutaten für 4 Portionen" says how many.
    if (opened === "ingredients") parts.head.push(line);
    // "For the sauce:" parts a list and is nothing to buy.
    else if (!opened && line !== "" && !(part === "ingredients" && line.endsWith(":"))) {
      parts[part].push(line);
    }
  }
  if (parts.ingredients.length === 0) return undefined;
  const head = parts.head.join(" · ").slice(0, 4_000);
  const yields = YIELDS.exec(head);
  return {
    name: headingOf(parts.head[0] ?? "") ? "" : parts.head[0],
    recipeYield: yields?.[1] ?? yields?.[2],
    ...times(head),
    recipeIngredient: parts.ingredients,
    recipeInstructions: parts.method.map((line) =>
      line.replace(/^(?:(?:step|schritt) )?\d{1,2}[.):]\s*/i, ""),
    ),
  };
}
