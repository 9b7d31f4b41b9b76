import type { HouseholdMeasure } from "../model/food.ts";

/** Grams of one avoirdupois ounce and pound (exact by definition: 1 lb = 453.59237 g). */
const GRAMS_PER_POUND = 453.59237;
const GRAMS_PER_OUNCE = GRAMS_PER_POUND / 16;

/** Ounces of a weight in grams, and back. */
export const gramsToOunces = (grams: number): number => grams / GRAMS_PER_OUNCE;
export const ouncesToGrams = (ounces: number): number => ounces * GRAMS_PER_OUNCE;

const trim = (value: number, decimals: number): string => String(Number(value.toFixed(decimals)));

/**
 * A weight for people. Metric: grams (one decimal below 10 g), kilograms from 1 kg to the gram.
 * US: ounces (two decimals below 1 oz), pounds and ounces from 1 lb. Nothing is capped, and nothing
 * above zero is written as zero.
 */
export function formatWeight(grams: number, units: "metric" | "us"): string {
  if (units === "metric") {
    if (grams >= 1000) return `${trim(grams / 1000, 3)} kg`;
    if (grams >= 10) return `${Math.round(grams)} g`;
    return grams > 0 && grams < 0.1 ? "under 0.1 g" : `${trim(grams, 1)} g`;
  }
  const ounces = gramsToOunces(grams);
  if (ounces < 1) return ounces > 0 && ounces < 0.01 ? "under 0.01 oz" : `${trim(ounces, 2)} oz`;
  const tenths = Math.round(ounces * 10);
  if (tenths < 160) return `${trim(tenths / 10, 1)} oz`;
  const rest = tenths % 160;
  const pounds = `${Math.floor(tenths / 160)} lb`;
  return rest === 0 ? pounds : `${pounds} ${trim(rest / 10, 1)} oz`;
}

/**
 * Units that are weights, packaging jargon, smaller than anybody counts, or of another state of the
 * food than the one weighed.
 */
const USELESS =
  /^(oz|lb|ounce|pound|nlea|serving|cubic inch|portion|unit|package|pack|container|miniature|fl oz|racc|each|piece|dash|pat\b|kernel|raisins|small box|triscuit|liter|root|roast|wedge|jumbo|extra (?:large|small))|\bballs\b|\bpacket\b|cooked|in shell|edible yield|yields|NS as to|purchased|serving/i;
const SPOONS = /^(tsp|tbsp|teaspoon|tablespoon|cup|quart|pint)/i;
const FRACTIONS: Readonly<Record<number, string>> = { 0.25: "1/4", 0.5: "1/2", 0.75: "3/4" };
/** Up to this many whole things are counted; above, cups and spoons read better. */
const MANY = 30;

/** The count in quarters below ten, whole above. */
function countText(count: number): string {
  if (count >= 9.9) return String(Math.round(count));
  const quarters = Math.max(1, Math.round(count * 4)) / 4;
  const whole = Math.floor(quarters);
  const part = FRACTIONS[quarters - whole];
  if (!part) return String(whole);
  return whole === 0 ? part : `${whole} ${part}`;
}

/** USDA's unit without sizes in inches and remarks: `large (7-1/4" long)` is just "large". */
function plainUnit(unit: string): string {
  const short = unit
    .replace(/\s*\([^)]*\)/g, "")
    .replace(/,?\s*\S*["'].*$/, "")
    .replace(" without refuse", "");
  return short.replace("tablespoon", "tbsp").replace("teaspoon", "tsp").trim();
}

/**
 * A household measure for grams of a food, such as "about 3 large" or "about 1 1/2 cup, chopped";
 * null when the table has none that fits. Text only: sums are always made in grams.
 */
export function householdText(grams: number, measures: readonly HouseholdMeasure[]): string | null {
  let best: { readonly text: string; readonly score: number } | null = null;
  for (const { amount, unit, grams: weight } of measures) {
    const name = plainUnit(unit);
    if (USELESS.test(unit) || name === "" || !(weight > 0)) continue;
    const count = (grams * amount) / weight;
    if (count < 0.2 || count > 80) continue;
    // Best are whole things (eggs, onions), then spoons and cups; and counts a person can measure.
    const usual = /^(medium|large)/.test(name) ? 1 : 0;
    const whole = !SPOONS.test(unit) && (count <= MANY || usual > 0);
    const score = Math.abs(Math.log(count / 2)) + (whole ? 0 : 3) - usual;
    if (!best || score < best.score) best = { text: `about ${countText(count)} ${name}`, score };
  }
  return best ? best.text : null;
}
