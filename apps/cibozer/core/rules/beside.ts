import type { Food } from "../model/food.ts";
import type { Family, Recipe } from "../model/recipe.ts";
import { KITCHENS, kitchenOf } from "./kitchens.ts";
import {
  hasBread,
  hasCheese,
  hasFish,
  hasMeat,
  hasPulses,
  hasStaple,
  heartsOf,
  isBare,
  type PlateFood,
  plateFoods,
} from "./plate-foods.ts";
import { mainProteinSource, type ProteinSource } from "./variety.ts";

/** What a dish brings to the table, as far as a neighbour minds (MEAL-05). */
const TRAITS = [
  "bread",
  "staple",
  "full of staple",
  "broth",
  "spooned",
  "pulses",
  "eggs",
  "cheese",
  "leaves",
  "garnish",
  "complete",
  "bare side",
  "dressed main",
  "meat side",
  "meatless main",
  "fish side",
  "fishless main",
  "plain main",
] as const;
type Trait = (typeof TRAITS)[number];

/** Pairs of traits that do not stand together; a trait with itself = only once at a sitting. */
const CLASHES: readonly (readonly [Trait, Trait])[] = [
  ["bread", "bread"],
  ["staple", "staple"],
  ["bread", "full of staple"],
  ["broth", "broth"],
  ["spooned", "spooned"],
  ["pulses", "pulses"],
  ["eggs", "eggs"],
  ["cheese", "cheese"],
  ["leaves", "leaves"],
  ["garnish", "complete"],
  ["meat side", "meatless main"],
  ["fish side", "fishless main"],
];

/** A second meat beside one that has its vegetables: where a request leaves little else. */
const AWKWARD: readonly (readonly [Trait, Trait])[] = [["bare side", "dressed main"]];

const BROTHS: readonly Family[] = ["soup", "stew", "curry"];
const SPOONED: readonly Family[] = ["porridge", "cereal", "chia", "yogurt", "custard"];
const LEAVES: readonly Family[] = ["salad", "slaw"];
/** Warm sides that are made for a piece of meat, fish or the like … */
const GARNISHES: readonly Family[] = [
  ..."potato roots grain greens mushrooms beans bake".split(" "),
] as Family[];
/** … and dishes that have all they need in them. */
const COMPLETE: readonly Family[] = [
  ..."salad bowl pizza noodles tortilla soup rice toast sandwich pasta stir-fry".split(" "),
] as Family[];
/** Dishes that bread goes with, though they have a staple: garlic bread to pasta, naan to curry. */
const WITH_BREAD: readonly Family[] = ["pasta", "curry"];
const MEATS: readonly ProteinSource[] = ["poultry", "beef", "pork", "lamb", "game"];
const FISHES: readonly ProteinSource[] = ["fish", "shellfish"];

/** A dish as its neighbours at one sitting see it. */
export type Plate = {
  /** Bits of what it is, and of what must not stand beside it. */
  readonly is: number;
  readonly refuses: number;
  /** Bits of what may stand beside it, but had better not. */
  readonly minds: number;
  /** Groups of the foods it is mostly made of. */
  readonly hearts: readonly string[];
  /** A bit for each of these groups, which some share: where no bits meet, no groups do. */
  readonly heartBits: number;
};

/** Whether two dishes may be eaten at one sitting: nobody cooks hummus on toast beside hummus. */
export const standTogether = (a: Plate, b: Plate): boolean =>
  (a.is & b.refuses) === 0 &&
  (b.is & a.refuses) === 0 &&
  ((a.heartBits & b.heartBits) === 0 || !a.hearts.some((heart) => b.hearts.includes(heart)));

/** Whether two dishes may be eaten at one sitting, though few would choose to. */
export const isAwkward = (a: Plate, b: Plate): boolean => (a.is & b.minds) !== 0;

/** Works out what a dish is at the table. Throws on a food not in the table. */
export function plateOf(recipe: Recipe, foods: ReadonlyMap<string, Food>): Plate {
  const parts = plateFoods(recipe, foods);
  const traits = traitsOf(recipe, parts, mainProteinSource(recipe.ingredients, foods));
  const table = kitchenBits(recipe);
  const bits = (wanted: readonly Trait[]) => wanted.reduce((all, trait) => all | bit(trait), 0);
  const against = (pairs: typeof CLASHES) =>
    pairs.flatMap(([one, other]) => [
      ...(traits.includes(one) ? [other] : []),
      ...(traits.includes(other) ? [one] : []),
    ]);
  const hearts = heartsOf(parts);
  return {
    is: bits(traits) | table.is,
    refuses: bits(against(CLASHES)) | table.refuses,
    minds: bits(against(AWKWARD)),
    hearts,
    heartBits: hearts.reduce((all, heart) => all | groupBit(heart), 0),
  };
}

const bit = (trait: Trait): number => 1 << TRAITS.indexOf(trait);
const kitchenBit = (kitchen: number): number => 1 << (TRAITS.length + kitchen - 1);
const groupBit = (group: string): number =>
  1 << ([...group].reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) % 65_536, 7) % 31);

const isMain = ({ slots }: Recipe) => slots.some((slot) => slot === "L" || slot === "D");

function traitsOf(recipe: Recipe, parts: readonly PlateFood[], source: ProteinSource): Trait[] {
  const { family, slots } = recipe;
  const traits: Trait[] = [];
  const add = (trait: Trait, holds: boolean) => {
    if (holds) traits.push(trait);
  };
  add("spooned", SPOONED.includes(family));
  add("cheese", hasCheese(parts));
  // What is eaten after a meal goes with any, but for what is in it and how it is eaten.
  if (slots.includes("T") && !slots.includes("A")) return traits;
  const staple = family !== "bread" && hasStaple(parts);
  const main = isMain(recipe);
  const side = slots.includes("A") && !main;
  add("bread", hasBread(parts));
  add("staple", staple);
  add("full of staple", staple && main && !WITH_BREAD.includes(family));
  add("broth", BROTHS.includes(family));
  add("pulses", hasPulses(parts));
  add("eggs", source === "egg");
  add("leaves", LEAVES.includes(family));
  add("garnish", side && GARNISHES.includes(family));
  add("complete", main && COMPLETE.includes(family));
  add("bare side", side && isBare(parts));
  add("dressed main", main && !isBare(parts));
  add("meat side", side && hasMeat(parts));
  add("fish side", side && hasFish(parts));
  // Bacon or salmon beside eggs is breakfast all over the world.
  add("meatless main", main && source !== "egg" && !MEATS.includes(source));
  add("fishless main", main && source !== "egg" && !FISHES.includes(source));
  add("plain main", main && kitchenOf(recipe) === 0);
  return traits;
}

/**
 * Dishes of one kitchen stand together. A side of a kitchen that keeps to itself wants a main dish
 * of the same: sesame cucumber goes with noodles, not with a roast of no particular cuisine.
 */
function kitchenBits(recipe: Recipe): Pick<Plate, "is" | "refuses"> {
  const kitchen = kitchenOf(recipe);
  if (kitchen === 0) return { is: 0, refuses: 0 };
  let refuses = kitchen > 1 && recipe.slots.includes("A") ? bit("plain main") : 0;
  for (let other = 1; other < KITCHENS; other += 1) {
    if (other !== kitchen) refuses |= kitchenBit(other);
  }
  return { is: kitchenBit(kitchen), refuses };
}
