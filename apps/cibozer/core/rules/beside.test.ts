import fc from "fast-check";
import { expect, test } from "vitest";
import { loadPlannerData } from "../catalog/data.ts";
import type { Recipe } from "../model/recipe.ts";
import { isAwkward, plateOf, standTogether } from "./beside.ts";

const { foods, recipes } = loadPlannerData();
const plates = new Map([...recipes.values()].map((r) => [r.id, plateOf(r, foods)]));
const plate = (id: string) => {
  const found = plates.get(id);
  if (!found) throw new Error(`no recipe ${id}`);
  return found;
};

/** Read out of printed weeks: what nobody would cook, and why. */
const APART: readonly (readonly [string, string, string])[] = [
  ["hummus-tomato-toast", "snack-hummus-veg", "chickpeas twice"],
  ["aubergine-chickpea-tagine", "snack-hummus-veg", "chickpeas twice"],
  ["buddha-bowl", "side-bacon-cabbage", "bacon beside a bowl of pulses"],
  ["beans-on-toast", "side-bruschetta", "two breads"],
  ["kedgeree", "side-garlic-bread", "bread beside rice"],
  ["chicken-noodle-soup", "side-tomato-soup-cup", "two soups"],
  ["lamb-chickpea-tagine", "butternut-soup", "a soup beside a stew"],
  ["tuna-melt", "grilled-cheese-slices", "two cheeses"],
  ["red-beans-rice", "side-butter-beans", "two dishes of beans"],
  ["lentil-bolognese", "snack-hummus-veg", "two dishes of pulses"],
  ["lentil-feta-salad", "side-mashed-potatoes", "a warm side beside a salad"],
  ["keto-chicken-caesar", "side-herb-couscous", "a warm side beside a salad"],
  ["salmon-creamed-spinach", "crisp-chicken-bites", "meat beside fish"],
  ["beef-liver-bacon", "sardine-butter", "fish beside meat"],
  ["halloumi-steak", "prawns-seared-lard", "fish beside cheese"],
  ["thai-green-chicken", "side-garlic-bread", "kitchens apart"],
  ["berbere-lentils", "side-bruschetta", "kitchens apart"],
  ["barley-salmon", "side-naan-raita", "a side from far away"],
  ["chicken-rice-broccoli", "black-bean-soup", "a side from far away"],
  ["berry-oats", "greek-yogurt-bowl", "two bowls with a spoon"],
  ["chicken-rice-broccoli", "side-rice-pilaf", "two staples"],
  ["frittata-potato", "smoked-salmon-eggs-devilled", "eggs twice"],
];

test.each(APART)("MEAL-05: %s does not stand beside %s: %s", (one, other) => {
  expect(standTogether(plate(one), plate(other))).toBe(false);
});

const TOGETHER: readonly (readonly [string, string])[] = [
  ["bolognese", "side-garlic-bread"],
  ["dal-rice", "side-naan-raita"],
  ["pork-chops-lard", "side-mashed-potatoes"],
  ["pork-chops-lard", "side-warm-potato-salad"],
  ["salmon-brown-butter", "side-green-beans-almonds"],
  ["grilled-lamb-chops", "side-bacon-cabbage"],
  ["beef-taco-bowl", "snack-guacamole-veg"],
  ["miso-aubergine-bowl", "side-sesame-cucumber"],
  ["chicken-caesar", "butternut-soup"],
  ["frittata-potato", "side-green-salad"],
  ["tofu-curry", "mango-coconut-lime"],
  ["fish-pie", "baked-custard"],
  ["crisp-chicken-thighs", "cold-roast-beef"],
];

test.each(TOGETHER)("MEAL-05: %s stands beside %s", (one, other) => {
  expect(standTogether(plate(one), plate(other))).toBe(true);
});

test("MEAL-05: a second meat is awkward beside one that has its vegetables, not beside a bare one", () => {
  expect(isAwkward(plate("steak-sweet-potato"), plate("lamb-koftas-plain"))).toBe(true);
  expect(isAwkward(plate("lamb-koftas-plain"), plate("steak-sweet-potato"))).toBe(true);
  expect(isAwkward(plate("crisp-chicken-thighs"), plate("lamb-koftas-plain"))).toBe(false);
  expect(isAwkward(plate("steak-sweet-potato"), plate("side-green-salad"))).toBe(false);
});

test("MEAL-05: who stands beside whom is the same from both ends, and no dish beside itself", () => {
  const all = [...recipes.keys()];
  const one = fc.constantFrom(...all).map(plate);
  fc.assert(
    fc.property(one, one, (a, b) => {
      expect(standTogether(a, b)).toBe(standTogether(b, a));
      if (a.hearts.length > 0) expect(standTogether(a, a)).toBe(false);
    }),
  );
});

test("MEAL-05: every main dish has eight sides and more that it can be eaten with", () => {
  const is = (wanted: readonly string[]) => (r: Recipe) => r.slots.some((s) => wanted.includes(s));
  const all = [...recipes.values()];
  const sides = all.filter(is(["A", "T"]));
  const poor = all
    .filter(is(["L", "D"]))
    .filter((r) => sides.filter((s) => standTogether(plate(r.id), plate(s.id))).length < 8);
  expect(poor.map(({ id }) => id)).toEqual([]);
});
