import type { DietId } from "../model/diet-ids.ts";
import {
  type Constraint,
  type ConstraintField,
  type FoundConstraint,
  type LeftOver,
  type Reading,
  SINGLE_FIELDS,
  type Span,
} from "./constraint.ts";

/** A wish as it was read, before wishes that contradict each other are settled. */
export type Candidate = Constraint & Span & { readonly isWeak: boolean };

/** Where two diets are named, the one that rules out more for reasons other than numbers goes first. */
const STRICTNESS: readonly DietId[] = [
  "vegan",
  "vegetarian",
  "pescatarian",
  "carnivore",
  "keto",
  "paleo",
  "low-carb",
  "mediterranean",
  "high-protein",
  "standard",
];

/** What "no meat" leaves out where a diet with meat was named too. */
const MEAT = ["beef", "pork", "lamb", "poultry", "meat"] as const;

const rankOf = (one: Candidate): number =>
  one.field === "diet" ? STRICTNESS.indexOf(one.value) : 0;

const choose = (candidates: readonly Candidate[]): Candidate | undefined => {
  const strong = candidates.filter(({ isWeak }) => !isWeak);
  const rivals = strong.length > 0 ? strong : candidates;
  return rivals.reduce<Candidate | undefined>(
    (best, one) => (best === undefined || rankOf(one) < rankOf(best) ? one : best),
    undefined,
  );
};

const found = ({ isWeak: _, ...rest }: Candidate): FoundConstraint => ({
  ...rest,
  source: "rules",
});

const meatless = ({ start, end }: Span): readonly FoundConstraint[] =>
  MEAT.map((value) => ({ field: "dislike", value, start, end, source: "rules" }));

const EATS_NO_MEAT: readonly string[] = ["vegan", "vegetarian", "pescatarian"];

type Read = {
  readonly found: readonly Candidate[];
  readonly left: readonly LeftOver[];
  readonly eatsFish: boolean;
};

/** The value of a field that has one, and what becomes of the others that were said. */
const settleOne = (read: Read, field: ConstraintField) => {
  const rivals = read.found.filter((one) => one.field === field);
  const chosen = choose(rivals);
  if (chosen === undefined) return { taken: [], left: [] };
  const noFish = read.found.some((one) => one.field === "allergen" && one.value === "fish");
  const isPescatarian = chosen.value === "vegetarian" && read.eatsFish && !noFish;
  const first: FoundConstraint = isPescatarian
    ? { ...found(chosen), field: "diet", value: "pescatarian" }
    : found(chosen);
  const others = rivals.filter(({ value }) => value !== chosen.value);
  const isMeatWanted = field === "diet" && !EATS_NO_MEAT.includes(String(chosen.value));
  return {
    taken: [first, ...others.flatMap((one) => (one.isWeak && isMeatWanted ? meatless(one) : []))],
    left: others.flatMap(({ isWeak, start, end }): readonly LeftOver[] =>
      isWeak ? [] : [{ start, end, reason: "conflict" }],
    ),
  };
};

/** One value for what has one, every value once for what has several, and what was left over. */
export const settle = (read: Read): Reading => {
  const single = SINGLE_FIELDS.map((field) => settleOne(read, field));
  const taken = single.flatMap((one) => one.taken);
  const seen = new Set(taken.map(({ field, value }) => `${field}:${value}`));
  for (const one of read.found) {
    const key = `${one.field}:${one.value}`;
    if (SINGLE_FIELDS.includes(one.field) || seen.has(key)) continue;
    seen.add(key);
    taken.push(found(one));
  }
  const byPlace = (a: Span, b: Span): number => a.start - b.start;
  const left = [...read.left, ...single.flatMap((one) => one.left)];
  return { found: taken.sort(byPlace), left: left.sort(byPlace) };
};
