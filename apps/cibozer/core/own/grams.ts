import type { Food, HouseholdMeasure } from "../model/food.ts";
import { toMilli } from "../nutrition/nutrition.ts";
import type { Quantity, ReadLine, Unit } from "./quantity.ts";

/** Most grams of one ingredient: what is above was misread. */
export const MAX_LINE_GRAMS = 20_000;

/** g of what is only said to be added "to taste": a pinch. */
const TO_TASTE_GRAMS = 1;
/** Millilitres of the volumes that the food table measures in. */
const TABLE_ML: readonly (readonly [RegExp, number])[] = [
  [/^cup/i, 236.588],
  [/^(tbsp|tablespoon)/i, 14.787],
  [/^(tsp|teaspoon)/i, 4.929],
  [/^fl oz/i, 29.574],
  [/^quart/i, 946.353],
];
/** Pieces that weigh much the same of whatever they are of; grams. */
const USUAL_PIECES: Readonly<Record<string, number>> = { sprig: 1, leaf: 0.5 };

/** g per ml of a food, from the measure that is nearest to what was asked for. */
function densityOf(
  measures: readonly HouseholdMeasure[],
  name: string,
  words: readonly string[],
): number | null {
  let best: { readonly density: number; readonly score: number } | null = null;
  for (const { amount, unit, grams } of measures) {
    const volume = TABLE_ML.find(([pattern]) => pattern.test(unit));
    if (!volume || !(grams > 0)) continue;
    const cut = words.filter((word) => word.length > 3 && unit.includes(word)).length;
    const same = unit.startsWith(name) || (name === "tbsp" && unit.startsWith("tablespoon"));
    // "cup, chopped" before "cup" where something is chopped, plain "cup" where nothing is said.
    const score = 4 * cut + (same ? 2 : 0) + (/[ ,(]/.test(unit) ? 0 : 1);
    if (!best || score > best.score) best = { density: grams / (amount * volume[1]), score };
  }
  return best?.density ?? null;
}

/** What nothing is known of and pours like water: stock, wine, juice. */
const isThin = (food: Food): boolean => food.aisle === "drinks" || food.id.startsWith("stock-");

function pieceGrams(
  measures: readonly HouseholdMeasure[],
  name: string,
  size: ReadLine["size"],
  food: Food,
): number | null {
  const has = (pattern: RegExp, and = "") => {
    const row = measures.find(({ unit }) => pattern.test(unit) && unit.includes(and));
    return row ? row.grams / row.amount : null;
  };
  if (name !== "") {
    const stem = name === "leaf" ? "lea(f|ves)" : name;
    const pattern = new RegExp(`^${stem}`, "i");
    return has(pattern, size ?? "medium") ?? has(pattern) ?? USUAL_PIECES[name] ?? null;
  }
  const own = new RegExp(
    `^(fruit|each|whole|piece|fillet|breast|thigh|${food.id.split("-")[0]})`,
    "i",
  );
  if (size !== null) return has(new RegExp(`^${size}`, "i")) ?? has(own, size);
  return has(/^medium/i) ?? has(/^large/i) ?? has(own);
}

function inGrams(
  { amount, unit }: { readonly amount: number; readonly unit: Unit },
  food: Food,
  measures: readonly HouseholdMeasure[],
  line: ReadLine,
): number | null {
  if (unit.kind === "weight") return amount * unit.grams;
  if (unit.kind === "volume") {
    const density = densityOf(measures, unit.name, line.words) ?? (isThin(food) ? 1 : null);
    return density === null ? null : amount * unit.ml * density;
  }
  const one = pieceGrams(measures, unit.piece, line.size, food);
  return one === null ? null : amount * one;
}

/**
 * Edible grams of a food that a line asks for, to the milligram; null where the line or the table
 * does not tell. A weight that the line gives besides is believed before any conversion.
 */
export function gramsOf(
  line: ReadLine,
  food: Food,
  measures: readonly HouseholdMeasure[],
): number | null {
  const asked = [line.besides, line.quantity].filter((one): one is Quantity => one !== null);
  const sorted = [...asked].sort((a, b) => rank(a) - rank(b));
  for (const quantity of sorted) {
    const grams = inGrams(quantity, food, measures, line);
    if (grams !== null) return grams > 0 && grams <= MAX_LINE_GRAMS ? toMilli(grams) : null;
  }
  const isPinch = food.aisle === "spices" && line.quantity === null;
  return isPinch || (food.id === "water" && line.quantity === null) ? TO_TASTE_GRAMS : null;
}

const rank = ({ unit }: Quantity): number => (unit.kind === "weight" ? 0 : 1);
