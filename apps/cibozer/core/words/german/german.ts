import { type Token, tokenize } from "../tokens.ts";
import { GERMAN_FOODS, GERMAN_HEADS } from "./german-foods.ts";
import { GERMAN_FILL, GERMAN_PHRASES } from "./german-phrases.ts";
import { germanNumber } from "./numbers.ts";

/** Puts the German words of a sentence into those of the rules; each keeps its place. */
export type German = (tokens: readonly Token[]) => readonly Token[];

type Entry = { readonly words: readonly string[]; readonly english: string };
type Match = { readonly end: number; readonly english: string };

/** "weiss" and "Nuesse" are written as often as "weiß" and "Nüsse". */
const spellings = (phrase: string): readonly string[] => {
  const sharp = phrase.replaceAll("ß", "ss");
  const spread = sharp.replaceAll("ä", "ae").replaceAll("ö", "oe").replaceAll("ü", "ue");
  return [...new Set([phrase, sharp, spread])];
};

/** "a: b, c; d: e" by its German side. */
const entriesOf = (table: string): readonly Entry[] =>
  table.split(";").flatMap((line) => {
    const [english = "", german = ""] = line.split(":");
    // A comma inside a phrase has a space before it.
    return german
      .split(/(?<! ),/)
      .flatMap((phrase) => spellings(phrase.trim()))
      .filter((phrase) => phrase !== "")
      .map((phrase) => ({
        words: tokenize(phrase).map(({ text }) => text),
        english: english.trim(),
      }));
  });

const ENDINGS = ["e", "n", "en", "er", "es", "em", "s"];
/** Shorter stems are other words: "Eis" is no "Ei". */
const SHORTEST_STEM = 4;

/** A word and what it can be a form of. */
const formsOf = (text: string): readonly string[] => [
  text,
  ...ENDINGS.filter(
    (ending) => text.endsWith(ending) && text.length - ending.length >= SHORTEST_STEM,
  ).map((ending) => text.slice(0, -ending.length)),
];

/** What compounds end in that say what holds for the food before it: "Erdnussallergie". */
const TAILS: readonly (readonly [tail: string, english: string])[] = [
  ["unvertraglichkeit", "intolerance"],
  ["unvertraeglichkeit", "intolerance"],
  ["unvertraglichkeiten", "intolerance"],
  ["intoleranz", "intolerance"],
  ["intolerant", "intolerant"],
  ["allergie", "allergy"],
  ["allergien", "allergy"],
  ["allergiker", "allergic"],
  ["allergikerin", "allergic"],
  ["allergisch", "allergic"],
  ["frei", "free"],
];

const STOPS = new Set([".", ",", ";", "!", "?"]);
/** Behind "not" at the end of what was said. */
const NEXT = new Set(["und", "oder", "aber", "sondern", "denn", "weil", "essen", "haben"]);

const allEntries = (): readonly Entry[] => [
  ...entriesOf(`:${GERMAN_FILL}`),
  ...entriesOf(GERMAN_FOODS),
  ...entriesOf(GERMAN_PHRASES),
];

const byFirstWord = (entries: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> => {
  const index = new Map<string, Entry[]>();
  for (const entry of entries) {
    const first = entry.words[0] ?? "";
    index.set(first, [...(index.get(first) ?? []), entry]);
  }
  return index;
};

/** The longest phrase that begins at a token; of two as long the one of the exact word. */
const phraseAt = (
  index: ReadonlyMap<string, readonly Entry[]>,
  tokens: readonly Token[],
  at: number,
): Match | undefined => {
  let best: Match | undefined;
  for (const form of formsOf(tokens[at]?.text ?? "")) {
    for (const { words, english } of index.get(form) ?? []) {
      const fits = words.every(
        (word, i) => i === 0 || formsOf(tokens[at + i]?.text ?? "").includes(word),
      );
      if (fits && at + words.length > (best?.end ?? 0)) best = { end: at + words.length, english };
    }
  }
  return best;
};

/** The English of one word, or undefined. */
type Word = (text: string) => string | undefined;

const compound = (text: string, wordOf: Word): string | undefined => {
  for (const form of formsOf(text)) {
    for (const [tail, english] of TAILS) {
      const food = form.slice(0, -tail.length);
      if (food.length < 2 || !form.endsWith(tail)) continue;
      const known = wordOf(food);
      if (known !== undefined) return `${known} ${english}`;
      // An allergy to what no rule knows is told.
      if (english !== "free") return `allergic to ${food}`;
    }
    for (const [head, english] of HEADS) {
      if (form.length > head.length + 1 && form.endsWith(head)) return english;
    }
  }
  return undefined;
};

const HEADS: readonly (readonly [head: string, english: string])[] = Object.entries(
  GERMAN_HEADS,
).flatMap(([head, english]) =>
  spellings(head).map((one) => [tokenize(one)[0]?.text ?? "", english] as const),
);

/** Verbs that stand before what is left out, or end what was said of it: "Nüsse meiden". */
const LEAVING_OUT = new Set(["meiden", "vermeiden", "verzichten"]);

const isLast = (tokens: readonly Token[], at: number): boolean =>
  (tokens[at + 1]?.kind ?? "sign") === "sign";

/** The tokens from `at` to the next stop. */
const clauseFrom = (tokens: readonly Token[], at: number): readonly Token[] => {
  const end = tokens.findIndex(({ text }, i) => i >= at && STOPS.has(text));
  return tokens.slice(at, end < 0 ? undefined : end);
};

/** German says "not" behind what it is about: what it comes to here. */
const notAt = (tokens: readonly Token[], at: number): string => {
  const next = tokens[at + 1];
  if (next !== undefined && next.kind !== "sign" && !NEXT.has(next.text)) return "not";
  const before = tokens.slice(0, at).findLastIndex(({ text }) => STOPS.has(text));
  const isAllergy = tokens.slice(before + 1, at).some(({ text }) => text.startsWith("vertr"));
  return isAllergy ? "allergy" : "free";
};

/** "Gegen Nüsse bin ich nicht allergisch": the "not" goes before the foods. */
const isDenied = (tokens: readonly Token[], at: number): boolean => {
  const clause = clauseFrom(tokens, at).map(({ text }) => text);
  return clause.some((text, i) => text === "nicht" && clause[i + 1] === "allergisch");
};

/** What the rules know of English. */
export type English = {
  readonly isKnown: (word: string) => boolean;
  readonly isOneApart: (one: string, other: string) => boolean;
};

/** Shortest word that is put right: of short ones too many are one letter apart. */
const SHORTEST_PUT_RIGHT = 6;

/** Says one word in English where no phrase begins with it. */
const wordReader = (entries: readonly Entry[], { isKnown, isOneApart }: English): Word => {
  const single = new Map(
    entries.flatMap(({ words, english }) => (words.length === 1 ? [[words[0], english]] : [])),
  );
  const wordOf: Word = (text) => {
    const form = formsOf(text).find((one) => single.has(one));
    return form === undefined ? (isKnown(text) ? text : undefined) : single.get(form);
  };
  const similar: Word = (text) => {
    if (text.length < SHORTEST_PUT_RIGHT) return undefined;
    for (const [word = "", english] of single) {
      const isLong = word.length >= SHORTEST_PUT_RIGHT;
      if (isLong && word[0] === text[0] && isOneApart(word, text)) return english;
    }
    return undefined;
  };
  return (text) =>
    isKnown(text)
      ? undefined
      : (germanNumber(text)?.toString() ?? compound(text, wordOf) ?? similar(text));
};

/** Builds it. A word of both languages is German only beside others that are. */
export const createGerman = (english: English): German => {
  const entries = allEntries();
  const index = byFirstWord(entries);
  const oneWord = wordReader(entries, english);
  const readAt = (tokens: readonly Token[], at: number, isGerman: boolean): Match | undefined => {
    const { kind, text } = tokens[at] as Token;
    if (kind !== "word" || (!isGerman && english.isKnown(text))) return undefined;
    const phrase = phraseAt(index, tokens, at);
    if (text === "gegen" && isDenied(tokens, at))
      return { end: at + 1, english: "not allergic to" };
    if (LEAVING_OUT.has(text) && isLast(tokens, at)) return { end: at + 1, english: "free" };
    if (phrase !== undefined) return phrase;
    const word = text === "nicht" ? notAt(tokens, at) : oneWord(text);
    return word === undefined ? undefined : { end: at + 1, english: word };
  };
  const read = (tokens: readonly Token[], isGerman: boolean): readonly Token[] => {
    const put: Token[] = [];
    for (let at = 0; at < tokens.length; ) {
      const match = readAt(tokens, at, isGerman);
      const end = match?.end ?? at + 1;
      const [first, last] = [tokens[at] as Token, tokens[end - 1] as Token];
      const place = { start: first.start, end: last.end };
      if (match === undefined) put.push(first);
      else put.push(...tokenize(match.english).map((one) => ({ ...one, ...place })));
      at = end;
    }
    return put;
  };
  return (tokens) => {
    const once = read(tokens, false);
    const isSame = once.length === tokens.length && once.every((one, i) => one === tokens[i]);
    return isSame ? tokens : read(tokens, true);
  };
};
