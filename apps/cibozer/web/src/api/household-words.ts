import type { Messages, Texts } from "@plinth/console";

const GLYPHS: Readonly<Record<string, string>> = { "1/4": "¼", "1/2": "½", "3/4": "¾" };

/** Words that only the makers of USDA's table write so. */
const SAID: Readonly<Record<string, string>> = {
  floweret: "floret",
  pattie: "patty",
  pea: "pea pod",
  sweetpotato: "sweet potato",
  waterchestnut: "water chestnut",
};
const VOLUME = /^(cups?|tbsp|tsp|pints?|quarts?)$/;
const SIZES = /^(?:extra-large|extra-small|jumbo|large|medium|small|mini|thin)$/;
/** What is done to a food before it goes into a cup. */
const CUTS =
  /^(?:chopped|crumbled|crumbs|crushed|cubes|diced|grated|ground|halves|leaves|mashed|pieces|pureed|shredded|sliced|slices|slivered|sprigs)$/;

const singular = (noun: string): string => {
  if (noun.endsWith("ies")) return `${noun.slice(0, -3)}y`;
  if (/(?:lea|hal)ves$/.test(noun)) return `${noun.slice(0, -3)}f`;
  return noun.endsWith("s") ? noun.slice(0, -1) : noun;
};

const plural = (noun: string): string => {
  if (/(?:lea|hal)f$/.test(noun)) return `${noun.slice(0, -1)}ves`;
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(?:ch|sh|x|tomato|potato)$/.test(noun) ? `${noun}es` : `${noun}s`;
};

/** A noun of the table, which has one of a thing or several as it likes, for a count. */
const numbered = (noun: string, isMany: boolean): string => {
  if (/^(?:tsp|tbsp)$/.test(noun)) return noun;
  const one = singular(noun);
  const said = SAID[one] ?? one;
  return isMany ? plural(said) : said;
};

/** Sizes, noun and cuts of a measure, whichever order the table has them in. */
const partsOf = (measure: string) => {
  const [thing = "", ...notes] = measure
    .replaceAll(/\s*\([^)]*\)?/g, "")
    .trim()
    .toLowerCase()
    .replace("extra ", "extra-")
    .split(/\s*,\s*/);
  const words = thing.split(" ").filter((word) => word !== "" && word !== "whole");
  const inside = words.filter((word) => SIZES.test(word));
  const size = [
    ...(inside.length > 0 ? inside : notes.filter((note) => SIZES.test(note)).slice(0, 1)),
  ];
  const [noun = "", ...rest] = words.filter((word) => !SIZES.test(word));
  return { noun, rest, size, notes };
};

/** A measure of the table: its amount as one writes it, whether that is more than one, and its words. */
const read = (text: string) => {
  const [, whole = "", part = "", measure = ""] =
    /^about (?:(\d+)(?![\d/]) ?)?(1\/4|1\/2|3\/4)? ?(.*)$/.exec(text) ?? [];
  const isMany = Number(whole) > 1 || (whole === "1" && part !== "");
  return { amount: `${whole}${GLYPHS[part] ?? ""}`, isMany, ...partsOf(measure) };
};

/** What is counted in other languages under a name of its own; the rest are pieces. */
const counted = {
  bulb: ["about {amount} bulb", "about {amount} bulbs"],
  bunch: ["about {amount} bunch", "about {amount} bunches"],
  can: ["about {amount} can", "about {amount} cans"],
  clove: ["about {amount} clove", "about {amount} cloves"],
  head: ["about {amount} head", "about {amount} heads"],
  leaf: ["about {amount} leaf", "about {amount} leaves"],
  piece: ["about {amount} piece", "about {amount} pieces"],
  slice: ["about {amount} slice", "about {amount} slices"],
  sprig: ["about {amount} sprig", "about {amount} sprigs"],
  stalk: ["about {amount} stalk", "about {amount} stalks"],
} as const satisfies Messages;
/** Parts of a thing, which nobody buys by number. */
const PARTS =
  /^(?:bar|bean|berry|block|cake|carton|cracker|floweret|grape|half|nut|raspberry|ring|scoop|steak|stick|strip|wedge)$/;

/**
 * How many things a weight is, in a language that is not the table's; undefined for spoons and cups,
 * and for what is no thing by itself. The weight on the line says the same to the gram.
 */
export const countWords = (t: Texts, text: string): string | undefined => {
  const { amount, isMany, noun } = read(text);
  const one = singular(noun);
  if (amount === "" || VOLUME.test(noun) || PARTS.test(one)) return undefined;
  const words = Object.hasOwn(counted, one) ? counted[one as keyof typeof counted] : counted.piece;
  return t.of(words[isMany ? 1 : 0], { amount });
};

/**
 * A household measure as one would say it: 'about 1 3/4 clove (small)' is "about 1¾ cloves". Without
 * the table's notes that help nobody in a shop, and without the words that only its makers know.
 */
export const householdWords = (text: string): string => {
  const { amount, isMany, noun, rest, size, notes } = read(text);
  const count = `about ${amount}`;
  if (VOLUME.test(noun)) {
    const cut = [...rest, ...notes].find((word) => CUTS.test(word));
    return `${count} ${numbered(noun, isMany)}${cut === undefined ? "" : `, ${cut}`}`;
  }
  const named = noun === "" ? [] : [numbered(noun, isMany)];
  return [count, ...size, ...named].join(" ");
};
