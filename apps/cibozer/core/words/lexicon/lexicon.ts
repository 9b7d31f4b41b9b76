import type { Allergen } from "../../model/food.ts";
import { stem, type Token, tokenize } from "../tokens.ts";
import { ALLERGEN_WORDS, FOODS_WITH_ALLERGENS } from "./allergens.ts";
import { FOOD_NAMES, PLAIN_FOODS } from "./foods.ts";
import { type Effect, phraseTable, TRAILERS } from "./phrases.ts";

/** A phrase that was found: what it does, and the first token behind it. */
export type Match = { readonly effect: Effect; readonly end: number };

/** All that the reader knows, made ready for looking up. */
export type Lexicon = {
  /** The longest phrase that begins at a token. */
  readonly matchAt: (tokens: readonly Token[], at: number) => Match | undefined;
  /** Whether a word, or what it is a plural of, is one of the rules. */
  readonly isKnown: (word: string) => boolean;
  /** The tokens with words of one wrong letter put right. */
  readonly correct: (tokens: readonly Token[]) => readonly Token[];
  /** What an allergy to a food excludes; [] where it holds none of the fourteen. */
  readonly allergensOf: (food: string) => readonly Allergen[];
  /** The name under which a food is kept, or undefined for what is no food. */
  readonly foodNamed: (tokens: readonly Token[]) => string | undefined;
};

const split = (text: string): readonly string[] =>
  text.split(",").map((one) => one.trim().replaceAll("\n", " "));

/** Allergens by food, over both tables. */
const foodTable = (): ReadonlyMap<string, readonly Allergen[]> => {
  const table = new Map<string, readonly Allergen[]>(
    split(PLAIN_FOODS).map((food) => [food, [] as const]),
  );
  for (const [allergen, foods] of Object.entries(FOODS_WITH_ALLERGENS)) {
    for (const food of split(foods)) {
      table.set(food, [...(table.get(food) ?? []), allergen as Allergen]);
    }
  }
  for (const [name, food] of Object.entries(FOOD_NAMES)) {
    if (!table.has(name)) table.set(name, table.get(food) ?? []);
  }
  for (const [word, allergens] of Object.entries(ALLERGEN_WORDS)) table.set(word, allergens);
  return table;
};

/** Words that are not one wrong letter away from a word of ours, though they look like it. */
const OTHER_WORDS =
  "there where these those think thing quite quiet mouth speak steal break broad plain house paper sweat serve sever great whole while would could since first night often least party price phone where other three mouse grade grace pound round found".split(
    " ",
  );

/** Whether two words differ by one letter: one too many, one missing, another, or two swapped. */
export const isOneApart = (one: string, other: string): boolean => {
  if (Math.abs(one.length - other.length) > 1) return false;
  let from = 0;
  while (from < one.length && one[from] === other[from]) from += 1;
  const rest = (text: string, skip: number): string => text.slice(from + skip);
  return (
    rest(one, 1) === rest(other, 1) ||
    rest(one, 1) === rest(other, 0) ||
    rest(one, 0) === rest(other, 1) ||
    (one[from] === other[from + 1] &&
      one[from + 1] === other[from] &&
      rest(one, 2) === rest(other, 2))
  );
};

/** Shortest stem that is put right: of short words too many are one letter apart. */
const SHORTEST = 5;

/** Further words of the rules for numbers. */
const UNITS =
  "kcal calorie calories kilocalories minute minutes hour hours day days week weeks month months meal meals snack snacks dollar dollars protein grams people person portions servings";

type Entry = { readonly words: readonly string[]; readonly effect: Effect };

const compile = (foods: ReadonlyMap<string, unknown>): ReadonlyMap<string, readonly Entry[]> => {
  const phrases = new Map<string, Entry>();
  const add = (phrase: string, effect: Effect) => {
    const words = tokenize(phrase).map(({ text }) => stem(text));
    phrases.set(words.join(" "), { words, effect });
  };
  for (const [phrase, effect] of phraseTable()) add(phrase, effect);
  for (const food of foods.keys()) add(food, { kind: "food", word: food });
  const byFirst = new Map<string, Entry[]>();
  for (const entry of phrases.values()) {
    const [first = ""] = entry.words;
    byFirst.set(first, [...(byFirst.get(first) ?? []), entry]);
  }
  for (const entries of byFirst.values()) entries.sort((a, b) => b.words.length - a.words.length);
  return byFirst;
};

/** The token behind a phrase that begins at `at`, or undefined. Hyphens and slashes may stand inside. */
const endOfPhrase = (
  tokens: readonly Token[],
  at: number,
  words: readonly string[],
): number | undefined => {
  let next = at;
  for (const word of words) {
    const sign = tokens[next]?.text;
    if (next > at && (sign === "-" || sign === "/")) next += 1;
    const token = tokens[next];
    if (token === undefined || stem(token.text) !== word) return undefined;
    next += 1;
  }
  return next;
};

/** Builds the lexicon. */
export const createLexicon = (): Lexicon => {
  const foods = foodTable();
  const byFirst = compile(foods);
  const known = new Set([
    ...[...byFirst.values()].flatMap((entries) => entries.flatMap(({ words }) => words)),
    ...UNITS.split(" ").map(stem),
    ...TRAILERS,
  ]);
  const others = new Set(OTHER_WORDS);
  const byLetter = new Map<string, string[]>();
  for (const word of known) {
    if (word.length < SHORTEST) continue;
    const letter = word.charAt(0);
    byLetter.set(letter, [...(byLetter.get(letter) ?? []), word]);
  }
  const rightWord = (text: string): string | undefined => {
    const word = stem(text);
    if (word.length < SHORTEST || known.has(word) || known.has(text) || others.has(text)) {
      return undefined;
    }
    return byLetter.get(word.charAt(0))?.find((candidate) => isOneApart(word, candidate));
  };
  const nameOf = (food: string): string => FOOD_NAMES[food] ?? food;
  const byName = new Map(
    [...foods.keys()].map((food) => [
      tokenize(food)
        .map(({ text }) => stem(text))
        .join(" "),
      food,
    ]),
  );
  return {
    matchAt: (tokens, at) => {
      const first = tokens[at];
      for (const { words, effect } of byFirst.get(stem(first?.text ?? "")) ?? []) {
        const end = endOfPhrase(tokens, at, words);
        if (end !== undefined) return { effect, end };
      }
      return undefined;
    },
    isKnown: (word) => known.has(word) || known.has(stem(word)),
    correct: (tokens) =>
      tokens.map((token) => {
        const right = token.kind === "word" ? rightWord(token.text) : undefined;
        return right === undefined ? token : { ...token, text: right };
      }),
    allergensOf: (food) => foods.get(food) ?? [],
    foodNamed: (tokens) => {
      const key = tokens.map((token) => stem(token.text));
      const food = byName.get(key.join(" "));
      return food === undefined ? undefined : nameOf(food);
    },
  };
};
