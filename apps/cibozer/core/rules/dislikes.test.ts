import { expect, test } from "vitest";
import { loadPlannerData } from "../catalog/data.ts";
import { createDislikeFilter } from "./dislikes.ts";

const { foods, recipes } = loadPlannerData();
const all = [...recipes.values()];
const [any] = all;

/** Whether a dish of nothing but one food is out for who dislikes something. */
function isOut(entry: string, food: string): boolean {
  if (!any || !foods.has(food)) throw new Error(`no food ${food}`);
  const dish = { ...any, id: "made-up", title: "Dish", ingredients: [{ food, grams: 100 }] };
  return createDislikeFilter([entry], foods, all).dislikes(dish);
}

test.each([
  ["olives", "olive-oil"],
  ["olive", "olive-oil"],
  ["chicken", "stock-chicken"],
  ["vegetable", "stock-vegetable"],
  ["oranges", "orange-juice"],
  ["lemon", "lemon-juice"],
  ["sesame", "sesame-oil"],
  ["coconut", "coconut-oil"],
  ["coconut", "coconut-water"],
  ["wine", "wine-vinegar"],
  ["butter", "peanut-butter"],
  ["butter", "almond-butter"],
  ["butter", "butter-beans"],
  ["cream", "cream-cheese"],
  ["peppers", "black-pepper"],
  ["potatoes", "sweet-potato"],
  ["pumpkin", "pumpkin-seeds"],
  ["beans", "bean-sprouts"],
  ["almonds", "almond-milk"],
  ["milk", "coconut-milk"],
  ["milk", "soy-milk"],
  ["rice", "rice-noodles"],
  ["rice", "rice-milk"],
  ["corn", "tortilla-corn"],
  ["eggs", "egg-noodles"],
  ["eggs", "mayonnaise"],
  ["tomatoes", "ketchup"],
  ["water", "water-chestnut"],
])("MEAL-01: who dislikes %s still gets %s", (entry, food) => {
  expect(isOut(entry, food)).toBe(false);
});

test.each([
  ["olives", "olives"],
  ["olive oil", "olive-oil"],
  ["oil", "olive-oil"],
  ["chicken", "chicken-thigh"],
  ["chicken stock", "stock-chicken"],
  ["orange juice", "orange-juice"],
  ["lime", "lime-juice"],
  ["coconut", "coconut-milk"],
  ["coconut", "coconut-desiccated"],
  ["vinegar", "wine-vinegar"],
  ["butter", "butter"],
  ["peanuts", "peanut-butter"],
  ["almonds", "almond-butter"],
  ["peppers", "red-pepper"],
  ["black pepper", "black-pepper"],
  ["sweet potato", "sweet-potato"],
  ["milk", "milk-whole"],
  ["soy milk", "soy-milk"],
  ["tomatoes", "tomato-canned"],
  ["eggs", "egg-yolk"],
  ["mayonnaise", "mayonnaise"],
  ["beans", "black-beans-dry"],
])("MEAL-01: who dislikes %s gets no %s", (entry, food) => {
  expect(isOut(entry, food)).toBe(true);
});

test("MEAL-01: a title counts where it means the food, not where the word is part of another one", () => {
  const { dislikes } = createDislikeFilter(["butter"], foods, all);
  const named = (title: string) => dislikes({ ...recipeOf("side-green-salad"), id: idOf(title) });
  const idOf = (title: string) => all.find((r) => r.title === title)?.id ?? "";
  expect(named("Peanut butter and banana toast")).toBe(false);
  expect(named("Salmon in brown butter")).toBe(true);
});

const recipeOf = (id: string) => {
  const found = recipes.get(id);
  if (!found) throw new Error(`no recipe ${id}`);
  return found;
};
