import type { Food } from "../model/food.ts";
import { ALIASES } from "./aliases.ts";

/** Finds the food that a line means. */
export type FoodNames = {
  /**
   * The food that these words name, every one of them; null where a word is left over or missing. So
   * "butter" is butter, and neither "peanut butter" nor "butter or margarine" is.
   */
  readonly find: (words: readonly string[]) => string | null;
  /** Foods that share words with these, the likeliest first: what a person may have meant. */
  readonly suggest: (words: readonly string[], limit: number) => readonly string[];
};

/** Words of how a food is cut, bought or used. None of them ever names a food. */
const SILENT = new Set(
  (
    "chopped diced sliced minced grated shredded peeled cubed halved quartered crushed crumbled " +
    "beaten sifted melted softened trimmed rinsed drained washed deseeded seeded pitted stoned " +
    "torn packed thinly finely roughly coarsely lightly freshly fresh raw dry uncooked boneless " +
    "skinless thick thin cut into cubes chunks strips rings wedges florets matchsticks bite sized " +
    "size inch inches cm mm to taste for serving serve garnish garnishing sprinkling drizzling " +
    "greasing frying brushing dusting optional extra plus more as needed about at room temperature " +
    "organic ripe the a of good quality each your favourite favorite if desired divided " +
    "shelled hulled unsalted unsweetened"
  ).split(" "),
);
/** Words that change nothing about a spice, and much about other foods. */
const OF_SPICES = new Set(["ground", "dried", "powder", "black", "leaf"]);
/** Between these, each part is a thing of its own. */
const BREAKS = new Set(["and", "&", "+"]);
const MARKS = /^[^\p{L}]+$/u;

const SAME: Readonly<Record<string, string>> = {
  yoghurt: "yogurt",
  yoghurts: "yogurt",
  soya: "soy",
  chilli: "chili",
  chile: "chili",
  chillies: "chili",
  tinned: "canned",
  leaves: "leaf",
  loaves: "loaf",
  wholemeal: "wholewheat",
  jalapeño: "jalapeno",
  "goat's": "goat",
  goats: "goat",
  gruyère: "gruyere",
  purée: "puree",
  hummous: "hummus",
};

/** One form for singular and plural, and for what is spelt in several ways. */
function wordOf(text: string): string {
  const same = SAME[text];
  if (same !== undefined) return same;
  const word = text.normalize("NFD").replaceAll(/\p{M}/gu, "");
  if (word.length <= 3 || !word.endsWith("s") || /(ss|us)$/.test(word)) return word;
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(ch|sh|x|o)es$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

/** "ground beef" and "minced beef" are mince; "ground cumin" is not. */
const MINCED = new Set(["ground", "minced", "mince"]);
const MEATS = new Set(["beef", "pork", "lamb", "turkey", "chicken", "bison"]);

const content = (words: readonly string[]): readonly string[] => {
  const named = words.map((word, i) => {
    const beside = [words[i - 1] ?? "", words[i + 1] ?? ""].map(wordOf);
    return MINCED.has(word) && beside.some((one) => MEATS.has(one)) ? "mince" : word;
  });
  return named.filter((word) => !MARKS.test(word) && !SILENT.has(word)).map(wordOf);
};

const keyOf = (words: readonly string[]): string => [...words].sort().join(" ");
const split = (text: string): readonly string[] =>
  text.toLowerCase().match(/\p{L}[\p{L}'’]*|[^\s]/gu) ?? [];

/** Adds a name; one that several foods have names none of them. */
const add = (names: Map<string, string | null>, words: readonly string[], food: string): void => {
  const key = keyOf(content(words));
  if (key === "") return;
  const before = names.get(key);
  names.set(key, before === undefined || before === food ? food : null);
};

/** "Courgette (zucchini)" is two names; a remark such as "(calcium-set)" is none that anybody writes. */
function namesOf(food: Food): readonly string[] {
  const bare = food.name.replaceAll(/\s*\([^)]*\)/g, "");
  const inner = /\(([^)]*)\)/.exec(food.name)?.[1];
  const isName = inner !== undefined && /^[\p{L} ]+$/u.test(inner);
  return [bare, ...(isName ? [inner] : []), food.id.replaceAll("-", " ")];
}

const firstPart = (name: string): string => name.split(",")[0] ?? name;

function buildNames(foods: readonly Food[]): ReadonlyMap<string, string | null> {
  const full = new Map<string, string | null>();
  const short = new Map<string, string | null>();
  for (const food of foods) {
    for (const name of namesOf(food)) add(full, split(name), food.id);
    add(short, split(firstPart(namesOf(food)[0] ?? "")), food.id);
  }
  const known = new Set(foods.map(({ id }) => id));
  const spoken = ALIASES.filter(([, food]) => known.has(food)).map(
    ([name, food]) => [keyOf(content(split(name))), food] as const,
  );
  return new Map([...short, ...full, ...spoken]);
}

/** Builds the names of a food table. */
export function createFoodNames(foods: ReadonlyMap<string, Food>): FoodNames {
  const names = buildNames([...foods.values()]);
  const vocabulary = [...names].flatMap(([key, food]) =>
    food === null ? [] : [{ food, words: new Set(key.split(" ")) }],
  );
  const whole = (words: readonly string[]): string | null => {
    const named = content(words);
    const found = names.get(keyOf(named));
    if (found !== undefined) return found;
    const spice = names.get(keyOf(named.filter((word) => !OF_SPICES.has(word))));
    return spice && foods.get(spice)?.aisle === "spices" ? spice : null;
  };
  return {
    find: (words) => {
      const parts = partsOf(words);
      if (parts.length === 1) return whole(parts[0] ?? []);
      // Two things on one line are one food only where that is its name: "half and half".
      return names.get(keyOf(content(words))) ?? null;
    },
    suggest: (words, limit) => {
      const wanted = content(words);
      return [
        ...new Set(
          vocabulary
            .map(({ food, words: has }) => {
              const shared = wanted.filter((word) => has.has(word)).length;
              return { food, score: shared === 0 ? 0 : shared - 0.1 * (has.size - shared) };
            })
            .filter(({ score }) => score > 0)
            .sort((a, b) => b.score - a.score || a.food.localeCompare(b.food, "en"))
            .map(({ food }) => food),
        ),
      ].slice(0, limit);
    },
  };
}

/** The parts between "and" that say more than how something is cut. */
function partsOf(words: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [[]];
  for (const word of words) {
    if (BREAKS.has(word)) parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return parts.filter((part) => content(part).length > 0);
}
