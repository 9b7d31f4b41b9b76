import { stem, type Token, tokenize } from "./tokens.ts";

/** A recipe that a sentence may name. */
export type Dish = {
  readonly id: string;
  /** In English. */
  readonly title: string;
  /** In the other languages that sentences are read in. */
  readonly titles: readonly string[];
};

/** Words of a sentence that name recipes, by their places among its tokens. */
export type NamedDishes = {
  readonly from: number;
  readonly to: number;
  readonly dishes: readonly Dish[];
};

/** What knows recipes by their titles. */
export type DishNames = {
  readonly has: (id: string) => boolean;
  /** From left to right, the longest words first. */
  readonly namedIn: (tokens: readonly Token[]) => readonly NamedDishes[];
};

/** Where what is served with a dish begins: "Lentil soup with rye toast". */
const ASIDE = new Set(["with", "on", "in", "over", "mit", "auf", "aus", "nach", "zu", "for", ","]);
const JOINTS = new Set(["and", "und", "&", "-"]);
/** Words of more recipes than these name none of them: "curry". */
const MOST_DISHES = 4;
/** Words that are looked at together: of a name, and of a whole title. */
const MOST_WORDS = { name: 5, title: 10 } as const;
const SHORTEST = 5;

/** Endings of German and Italian; what is left of a word is no other word of a title. */
const ENDINGS = ["en", "es", "e", "n", "s", "a"];

/**
 * What is left of words where it does not matter whether they are written as one, with hyphens or apart,
 * in the singular or with umlauts: "Hähnchen-Curry" and "Haehnchencurrys" are one.
 */
const keyOf = (words: readonly string[]): string => {
  const last = stem(words.at(-1) ?? "");
  const text = [...words.slice(0, -1), last]
    .join("")
    .replaceAll("ae", "a")
    .replaceAll("oe", "o")
    .replaceAll("ue", "u");
  const ending = ENDINGS.find((one) => text.endsWith(one) && text.length - one.length >= SHORTEST);
  return ending === undefined ? text : text.slice(0, -ending.length);
};

/** The words that tell one title from another. */
const wordsOf = (tokens: readonly Token[]): readonly string[] =>
  tokens
    .filter(({ kind, text }) => kind === "word" && !JOINTS.has(text) && !ASIDE.has(text))
    .map(({ text }) => text);

/** The words of a title that say what it is, without what is served with it. */
const coreOf = (title: string): readonly string[] => {
  const tokens = tokenize(title);
  const end = tokens.findIndex(({ text }, at) => at > 0 && ASIDE.has(text));
  return wordsOf(tokens.slice(0, end < 0 ? undefined : end));
};

/**
 * How people call a dish: by all of its words, or by its last one with one or two of those before it.
 * "Chicken and spinach curry" is a chicken curry.
 */
const namesOf = (title: string): readonly string[] => {
  const words = coreOf(title);
  const before = words.slice(0, -1);
  const head = words.slice(-1);
  const pairs = before.flatMap((one, at) => before.slice(at + 1).map((other) => [one, other]));
  const picked = [[], ...before.map((one) => [one]), ...pairs, before];
  return picked.map((one) => keyOf([...one, ...head]));
};

type Index = ReadonlyMap<string, ReadonlySet<Dish>>;

const indexBy = (dishes: readonly Dish[], keysOf: (title: string) => readonly string[]): Index => {
  const index = new Map<string, Set<Dish>>();
  for (const dish of dishes) {
    for (const key of [dish.title, ...dish.titles].flatMap(keysOf)) {
      if (key.length >= SHORTEST) index.set(key, (index.get(key) ?? new Set()).add(dish));
    }
  }
  return index;
};

const isBetween = (text: string, isTitle: boolean): boolean =>
  JOINTS.has(text) || (isTitle && ASIDE.has(text));

/** The ends of what may name a dish that begins at a token, the last first. */
const endsFrom = (tokens: readonly Token[], from: number, isTitle: boolean): readonly number[] => {
  const most = isTitle ? MOST_WORDS.title : MOST_WORDS.name;
  const ends: number[] = [];
  for (let to = from; to < tokens.length && ends.length < most; to += 1) {
    const { kind, text } = tokens[to] as Token;
    if (isBetween(text, isTitle)) continue;
    if (kind !== "word") break;
    ends.push(to + 1);
  }
  return ends.reverse();
};

/**
 * Knows recipes by their titles. `isKnown`: whether words mean something to the rules already, such as a
 * food: then that is what they mean.
 */
export const createDishNames = (
  dishes: readonly Dish[],
  isKnown: (tokens: readonly Token[]) => boolean,
): DishNames => {
  const byName = indexBy(dishes, namesOf);
  const byTitle = indexBy(dishes, (title) => [keyOf(wordsOf(tokenize(title)))]);
  const ids = new Set(dishes.map(({ id }) => id));
  const namedFrom = (tokens: readonly Token[], from: number): NamedDishes | undefined => {
    for (const index of [byTitle, byName]) {
      for (const to of endsFrom(tokens, from, index === byTitle)) {
        const words = tokens.slice(from, to);
        const found = index.get(keyOf(wordsOf(words)));
        if (found !== undefined && found.size <= MOST_DISHES && !isKnown(words))
          return { from, to, dishes: [...found] };
      }
    }
    return undefined;
  };
  return {
    has: (id) => ids.has(id),
    namedIn: (tokens) => {
      const all: NamedDishes[] = [];
      for (let from = 0; from < tokens.length; ) {
        const { kind, text } = tokens[from] as Token;
        const isWord = kind === "word" && !isBetween(text, true);
        const one = isWord ? namedFrom(tokens, from) : undefined;
        if (one !== undefined) all.push(one);
        from = one?.to ?? from + 1;
      }
      return all;
    },
  };
};

/** Stands for named dishes among the tokens; no word of people has its sign. */
const SIGN = "\u00a7";

/** The tokens with one for each of the dishes, which other rules pass by. */
export const withDishes = (
  tokens: readonly Token[],
  named: readonly NamedDishes[],
): readonly Token[] =>
  tokens.flatMap((token, at) => {
    const index = named.findIndex(({ from, to }) => at >= from && at < to);
    const one = named[index];
    if (one === undefined) return [token];
    if (at > one.from) return [];
    const end = tokens[one.to - 1]?.end ?? token.end;
    return [{ ...token, kind: "word", text: `${SIGN}${index}`, end }];
  });

/** Which of the dishes a token stands for; undefined where it is an ordinary one. */
export const dishAt = (token: Token | undefined): number | undefined =>
  token?.text.startsWith(SIGN) === true ? Number(token.text.slice(SIGN.length)) : undefined;
