import type { PatternId } from "../model/diet-ids.ts";
import { MAX_KCAL, MIN_KCAL } from "../model/request.ts";
import type { Constraint, LeftReason } from "./constraint.ts";
import { stem, type Token } from "./tokens.ts";

/** A number with its unit: a wish, or why it is none; `end` is the first token behind it. */
export type Quantity = {
  readonly end: number;
  readonly wish?: Constraint;
  readonly reason?: LeftReason;
  /** A lower bound counts for energy only. */
  readonly isCeiling?: boolean;
};

const NUMBER_WORDS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  eighteen: 18,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  ninety: 90,
};

const KILOJOULES = 4.184;

const UNITS: Readonly<Record<string, readonly string[]>> = {
  kcal: ["kcal", "cal", "calory", "calorie", "kilocalory", "kilocalorie"],
  kj: ["kj", "kilojoule"],
  minute: ["minute", "min", "mins"],
  hour: ["hour", "hr", "hrs", "h"],
  day: ["day"],
  week: ["week", "wk"],
  fortnight: ["fortnight"],
  month: ["month"],
  meal: ["meal", "mealtime"],
  money: ["dollar", "buck", "usd", "$"],
  other: [
    "euro",
    "eur",
    "€",
    "pound",
    "gbp",
    "£",
    "%",
    "percent",
    "gram",
    "g",
    "mg",
    "kg",
    "oz",
    "lb",
  ],
  people: [
    "people",
    "person",
    "adult",
    "kid",
    "child",
    "children",
    "portion",
    "serving",
    "time",
    "x",
  ],
  snack: ["snack"],
};

const UNIT_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(UNITS).flatMap(([unit, words]) => words.map((word) => [word, unit] as const)),
);

const ADJECTIVES = new Set(
  "small even equal main big large full proper square regular little next whole consecutive daily".split(
    " ",
  ),
);

const PATTERN_OF: Readonly<Record<number, PatternId>> = {
  1: "one-meal",
  2: "two-meals",
  3: "three-meals",
  5: "five-even",
};

type Amount = { readonly low: number; readonly high: number; readonly end: number };

const wordAt = (tokens: readonly Token[], at: number): string => stem(tokens[at]?.text ?? "");

/** What "thousand", "hundred" and the like make of the number before them. */
const multiplied = (tokens: readonly Token[], value: number, at: number): Amount => {
  if (tokens[at]?.text === "k" || wordAt(tokens, at) === "thousand") {
    const hundreds = NUMBER_WORDS[tokens[at + 1]?.text ?? ""];
    const more = wordAt(tokens, at + 2) === "hundred" && hundreds !== undefined ? hundreds : 0;
    const total = value * 1_000 + more * 100;
    return { low: total, high: total, end: at + (more > 0 ? 3 : 1) };
  }
  const isHundreds = wordAt(tokens, at) === "hundred";
  const total = isHundreds ? value * 100 : value;
  return { low: total, high: total, end: isHundreds ? at + 1 : at };
};

/** A number in digits or words, such as "2 400", "1.8k", "two thousand five hundred". */
const numberAt = (tokens: readonly Token[], at: number): Amount | undefined => {
  const token = tokens[at];
  const value = token?.kind === "number" ? token.value : NUMBER_WORDS[token?.text ?? ""];
  if (value === undefined || Number.isNaN(value)) return undefined;
  const next = tokens[at + 1];
  if (token?.kind === "number") {
    if (value < 10 && next?.kind === "number" && next.text.length === 3) {
      const whole = value * 1_000 + next.value;
      return { low: whole, high: whole, end: at + 2 };
    }
    return multiplied(tokens, value, at + 1);
  }
  const behind = next?.text === "-" ? at + 2 : at + 1;
  const ones = NUMBER_WORDS[tokens[behind]?.text ?? ""] ?? 10;
  return value >= 20 && ones < 10
    ? multiplied(tokens, value + ones, behind + 1)
    : multiplied(tokens, value, at + 1);
};

/** A number or a range, "1800-2000" or "1800 and 2000" behind "between". */
const amountAt = (tokens: readonly Token[], at: number): Amount | undefined => {
  const first = numberAt(tokens, at);
  if (first === undefined) return undefined;
  const joint = tokens[first.end]?.text;
  const isBetween = joint === "and" && tokens[at - 1]?.text === "between";
  if (!(joint === "-" || joint === "to" || joint === "or" || isBetween)) return first;
  const second = numberAt(tokens, first.end + 1);
  if (second === undefined || second.low < first.low) return first;
  return { low: first.low, high: second.high, end: second.end };
};

const bounded = (
  field: "days" | "kcal" | "maxMinutes" | "budget",
  value: number,
  [low, high]: readonly [number, number],
  end: number,
): Quantity => {
  const isCeiling = field === "maxMinutes" || field === "budget";
  return value >= low && value <= high
    ? { end, wish: { field, value }, isCeiling }
    : { end, reason: "out-of-range" };
};

const PER = new Set(["a", "per", "each", "every", "/"]);
const DAYS_OF: Readonly<Record<string, number>> = { day: 1, week: 7, month: 30, weekend: 2 };

/** Over how many days an amount of money is meant, and what of the sentence said so. */
const periodAt = (tokens: readonly Token[], at: number): { days: number; end: number } => {
  const text = tokens[at]?.text ?? "";
  const per = PER.has(text) ? DAYS_OF[wordAt(tokens, at + 1)] : undefined;
  if (per !== undefined) return { days: per, end: at + 2 };
  if (text === "daily") return { days: 1, end: at + 1 };
  if (text === "weekly") return { days: 7, end: at + 1 };
  if (text !== "for") return { days: 1, end: at };
  // How long the plan is was said by the same words, and is read there.
  const first = ["the", "a", "this"].includes(tokens[at + 1]?.text ?? "") ? at + 2 : at + 1;
  const amount = numberAt(tokens, first);
  const unit = DAYS_OF[wordAt(tokens, amount?.end ?? first)];
  return { days: unit === undefined ? 1 : unit * (amount?.high ?? 1), end: at };
};

const money = (tokens: readonly Token[], amount: number, at: number): Quantity => {
  const word = wordAt(tokens, at + 1);
  if (PER.has(tokens[at]?.text ?? "") && ["meal", "person", "serving", "head"].includes(word)) {
    return { end: at + 2, reason: "unsupported" };
  }
  const { days, end } = periodAt(tokens, at);
  return bounded("budget", Math.round((amount / days) * 100) / 100, [0.5, 1000], end);
};

const SNACK_JOINTS = new Set(["and", "plus", "with", "&", "+", ","]);

const meals = (tokens: readonly Token[], count: number, at: number): Quantity => {
  const pattern = PATTERN_OF[count];
  if (pattern === undefined) return { end: at, reason: "unsupported" };
  if (count === 3 && SNACK_JOINTS.has(tokens[at]?.text ?? "")) {
    const amount = numberAt(tokens, at + 1);
    const snacks = amount?.end ?? (tokens[at + 1]?.text === "a" ? at + 2 : at + 1);
    if (wordAt(tokens, snacks) === "snack") {
      return { end: snacks + 1, wish: { field: "pattern", value: "three-plus-two" } };
    }
  }
  return { end: at, wish: { field: "pattern", value: pattern } };
};

/** "16:8" and "18/6". */
const fasting = (tokens: readonly Token[], at: number): Quantity | undefined => {
  const [hours, sign, rest] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  if (hours?.kind !== "number" || rest?.kind !== "number") return undefined;
  if (!(sign?.text === ":" || sign?.text === "/") || hours.value + rest.value !== 24) {
    return undefined;
  }
  const end = at + 3 + (wordAt(tokens, at + 3) === "fasting" ? 1 : 0);
  if (hours.value === 16) return { end, wish: { field: "pattern", value: "16-8" } };
  if (hours.value === 18) return { end, wish: { field: "pattern", value: "18-6" } };
  return { end, reason: "unsupported" };
};

/** What an amount of something that no wish is about goes with: "140 g of protein". */
const nutrientEnd = (tokens: readonly Token[], at: number): number => {
  const first = tokens[at]?.text === "of" ? at + 1 : at;
  const isNutrient = ["protein", "carb", "fat", "fibre", "fiber", "sugar"].includes(
    wordAt(tokens, first),
  );
  return isNutrient ? first + 1 : at;
};

const withUnit = (tokens: readonly Token[], amount: Amount, unit: string, end: number) => {
  const { low, high } = amount;
  const kcal = (value: number) => bounded("kcal", value, [MIN_KCAL, MAX_KCAL], end);
  // Who asks for a day and a half wants to eat on the second one too.
  const days = (each: number) => bounded("days", Math.ceil(high * each), [1, 30], end);
  const minutes = (each: number) => bounded("maxMinutes", Math.round(high * each), [1, 1440], end);
  const rules: Readonly<Record<string, () => Quantity>> = {
    kcal: () => kcal(Math.round((low + high) / 2)),
    kj: () => kcal(Math.round((low + high) / 2 / KILOJOULES / 10) * 10),
    minute: () => minutes(1),
    hour: () => minutes(60),
    day: () => days(1),
    week: () => days(7),
    fortnight: () => days(14),
    month: () => days(30),
    meal: () => meals(tokens, high, end),
    money: () => money(tokens, high, end),
  };
  return rules[unit]?.() ?? { end: nutrientEnd(tokens, end), reason: "unsupported" as const };
};

/** The quantity that begins at a token, or undefined where there is none. */
export const quantityAt = (tokens: readonly Token[], at: number): Quantity | undefined => {
  const sign = tokens[at]?.text ?? "";
  if (["$", "€", "£"].includes(sign)) {
    const amount = amountAt(tokens, at + 1);
    if (amount === undefined) return undefined;
    return sign === "$"
      ? money(tokens, amount.high, amount.end)
      : { end: amount.end, reason: "unsupported" };
  }
  const windows = fasting(tokens, at);
  if (windows !== undefined) return windows;
  const amount = amountAt(tokens, at);
  if (amount === undefined) return undefined;
  let next = amount.end;
  while (tokens[next]?.text === "-" || ADJECTIVES.has(tokens[next]?.text ?? "")) next += 1;
  const unit = UNIT_OF.get(wordAt(tokens, next));
  if (unit !== undefined) return withUnit(tokens, amount, unit, next + 1);
  const mean = Math.round((amount.low + amount.high) / 2);
  // Nothing else of a plan has such numbers.
  if (mean >= MIN_KCAL && mean <= MAX_KCAL) {
    return { end: amount.end, wish: { field: "kcal", value: mean } };
  }
  return { end: amount.end, reason: "unknown" };
};
