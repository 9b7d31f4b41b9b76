import type { Meal, PlanDay } from "../model/plan.ts";
import type { RawFood, RawRecipe, VerifierTables } from "./tables.ts";
import { leadingSource } from "./variety-check.ts";

type Report = (rule: string, detail: string) => void;

/** Whether what is eaten together would be cooked together (MEAL-05): no hummus beside hummus. */
export function checkBeside(day: PlanDay, tables: VerifierTables, report: Report): void {
  day.meals.forEach((meal, i) => {
    for (const other of day.meals.slice(i + 1)) {
      if (other.sitting !== meal.sitting) continue;
      const why = reasonAgainst(meal, other, tables);
      if (why) report("beside", `${day.date}: ${meal.recipe.id} and ${other.recipe.id}: ${why}`);
    }
  });
}

function reasonAgainst(a: Meal, b: Meal, tables: VerifierTables): string | undefined {
  const [one, two] = [a, b].map(({ recipe }) => tables.recipes.get(recipe.id));
  if (!one || !two) return undefined;
  const [first, second] = [readCard(one, tables), readCard(two, tables)];
  const common = first.about.find((food) => second.about.includes(food));
  if (common) return `both are about ${common}`;
  const twice = first.once.find((thing) => second.once.includes(thing));
  if (twice) return `${twice} twice`;
  return oneWay(first, second) ?? oneWay(second, first);
}

/** A dish as the checks below read it. */
type Card = {
  readonly about: readonly string[];
  /** What must not come twice. */
  readonly once: readonly string[];
  readonly family: string;
  /** The corner of the world it is from, "" = none. */
  readonly corner: string;
  readonly main: boolean;
  readonly side: boolean;
  readonly canBeSide: boolean;
  readonly bread: boolean;
  readonly filling: boolean;
  readonly led: string;
  readonly meat: boolean;
  readonly fish: boolean;
};

const isOneOf = (list: string, name: string) => list.split(" ").includes(name);
const SHY = ["east", "indian", "mexican", "africa"];

/** What speaks against the second dish beside the first. */
function oneWay(a: Card, b: Card): string | undefined {
  if (a.corner !== "" && b.corner !== "" && a.corner !== b.corner) return "kitchens apart";
  const stranger = b.canBeSide && SHY.includes(b.corner);
  if (stranger && a.main && a.corner === "") return "a side from far away";
  if (b.bread && a.main && a.filling && !isOneOf("pasta curry", a.family)) {
    return "bread beside a staple";
  }
  const whole = "salad bowl pizza noodles tortilla soup rice toast sandwich pasta stir-fry";
  const warm = "potato roots grain greens mushrooms beans bake";
  if (b.side && a.main && isOneOf(warm, b.family) && isOneOf(whole, a.family)) {
    return "a warm side beside a whole dish";
  }
  const fleshless = b.side && a.main && a.led !== "egg";
  if (fleshless && b.meat && !isOneOf("poultry beef pork lamb meat", a.led)) {
    return "meat beside none";
  }
  if (fleshless && b.fish && !isOneOf("fish shellfish", a.led)) return "fish beside none";
  return undefined;
}

function readCard(recipe: RawRecipe, tables: VerifierTables): Card {
  const parts: Part[] = [...recipe.grams].flatMap(([id, grams]) => {
    const food = tables.foods.get(id);
    return food ? [{ id, food, grams: grams / recipe.servings }] : [];
  });
  const { slots, family } = recipe;
  const led = leadingSource(
    parts.map(({ id, grams }) => ({ food: id, grams })),
    tables,
  );
  const dessert = slots.includes("T") && !slots.includes("A");
  const main = slots.includes("L") || slots.includes("D");
  const facts = readAmounts(parts, family);
  return {
    ...facts,
    bread: facts.bread && !dessert,
    about: aboutWhat(parts),
    once: [
      ...(isOneOf("porridge cereal chia yogurt custard", family) ? ["something spooned"] : []),
      ...(facts.cheese ? ["cheese"] : []),
      ...(dessert ? [] : onceInAMeal(family, led, facts)),
    ],
    family,
    corner: dessert ? "" : cornerOf(recipe.cuisine),
    main: main && !dessert,
    side: slots.includes("A") && !main,
    canBeSide: slots.includes("A"),
    led,
  };
}

/** What there is once in a meal, desserts aside. */
function onceInAMeal(
  family: string,
  led: string,
  facts: ReturnType<typeof readAmounts>,
): readonly string[] {
  const found: readonly (readonly [boolean, string])[] = [
    [facts.bread, "bread"],
    [facts.filling, "a staple"],
    [facts.pulses, "pulses"],
    [isOneOf("soup stew curry", family), "a soup or stew"],
    [isOneOf("salad slaw", family), "salad"],
    [led === "egg", "eggs"],
  ];
  return found.filter(([is]) => is).map(([, name]) => name);
}

function cornerOf(cuisine: string): string {
  if (cuisine === "general") return "";
  if (isOneOf("chinese japanese korean thai vietnamese indonesian hawaiian", cuisine))
    return "east";
  if (isOneOf("mexican caribbean", cuisine)) return "mexican";
  if (isOneOf("ethiopian west-african", cuisine)) return "africa";
  return cuisine === "indian" ? "indian" : "west";
}

type Part = { readonly id: string; readonly food: RawFood; readonly grams: number };

const kindOf = (food: RawFood, kinds: string) => food.kinds.some((kind) => isOneOf(kinds, kind));

/** Adds up `what` of a serving over the foods that count. */
const total = (
  parts: readonly Part[],
  counts: (part: Part) => boolean,
  what: (part: Part) => number,
): number => {
  let sum = 0;
  for (const part of parts) if (counts(part)) sum += what(part);
  return sum;
};

/** Column of protein, fat and carbohydrate in the raw row. */
const value = (food: RawFood, column: number) => food.values[column] ?? 0;
const grams = ({ grams: weight }: Part) => weight;

function readAmounts(parts: readonly Part[], family: string) {
  const flesh = (kinds: string) =>
    total(parts, ({ food }) => kindOf(food, kinds) && value(food, 1) >= 8, grams) >= 10;
  const loaf = ({ id, food }: Part) =>
    food.aisle === "bakery" || isOneOf("crackers-wholewheat crispbread-rye rice-cakes", id);
  const ripe = ({ food }: Part) =>
    kindOf(food, "dairy") && value(food, 1) > 12 && value(food, 2) > 15;
  const starch = ({ id, food }: Part) =>
    kindOf(food, "grain") || isOneOf("potato sweet-potato plantain cassava", id);
  const bean = ({ food }: Part) =>
    kindOf(food, "legume") && !isOneOf("nuts spreads dairy-alt", food.aisle);
  const per = (column: number) => (part: Part) => (value(part.food, column) * part.grams) / 100;
  return {
    meat: flesh("poultry beef pork lamb meat"),
    fish: flesh("fish crustacean mollusc"),
    bread: total(parts, loaf, grams) >= 20,
    cheese: total(parts, ripe, grams) >= 20,
    filling: family !== "bread" && total(parts, starch, per(3)) >= 22,
    pulses: total(parts, bean, per(1)) >= 4,
  };
}

/** Names under which foods are the same thing, by the id of each. */
const ALIKE: readonly (readonly [string, string])[] = [
  ["chickpeas", "hummus chickpeas-dry"],
  ["black-beans", "black-beans-dry"],
  ["lentils", "red-lentils"],
  ["tofu", "tofu-soft"],
  ["salmon", "salmon-smoked salmon-canned"],
  ["tuna", "tuna-steak tuna-canned"],
  ["tomato", "tomato-canned tomato-crushed passata"],
  ["mushroom", "portobello shiitake"],
  ["corn", "corn-canned corn-frozen"],
  ["beet", "beet-canned"],
  ["butternut", "pumpkin-canned"],
  ["cabbage", "red-cabbage napa-cabbage"],
  ["peanuts", "peanut-butter"],
  ["almonds", "almond-butter"],
  ["rice", "rice-white rice-brown wild-rice"],
];
const DRINKS =
  "water stock-chicken stock-vegetable milk-2 milk-whole milk-skim soy-milk almond-milk rice-milk cream half-and-half";

/** The foods that give a fifth of the energy or three tenths of the weight of a serving. */
function aboutWhat(parts: readonly Part[]): readonly string[] {
  const lean = parts.filter(({ food }) => value(food, 2) <= 75);
  const energy = (part: Part) => (value(part.food, 0) * part.grams) / 100;
  const anything = () => true;
  const [kcal, weight] = [total(lean, anything, energy), total(parts, anything, grams)];
  const named = lean.filter(({ id }) => !isOneOf(DRINKS, id));
  const names = new Map(named.map((part) => [part.id, nameOf(part)]));
  return [...new Set(names.values())].filter((name) => {
    const same = ({ id }: Part) => names.get(id) === name;
    return total(named, same, energy) >= kcal / 5 || total(named, same, grams) >= 0.3 * weight;
  });
}

function nameOf({ id, food }: Part): string {
  const animal = food.kinds.find((kind) => isOneOf("poultry beef pork lamb meat egg", kind));
  return animal ?? ALIKE.find(([, ids]) => isOneOf(ids, id))?.[0] ?? id;
}
