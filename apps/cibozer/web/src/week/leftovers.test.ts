import { expect, it } from "vitest";
import type { SavedPlan } from "../api/plan-types.ts";
import { cookedPortion, couldBeLeftFrom, eatenLater, leftFrom, placesLater } from "./leftovers.ts";

const meal = (slot: string, id: string, portion: number, food = "leek") => ({
  slot,
  recipe: { id, title: id },
  portion,
  ingredients: [{ food, grams: 100 }],
});
const day = (soup: number, other: string, food = "beef") => ({
  meals: [
    meal("breakfast", "oats", 1),
    meal("lunch", "soup", soup),
    meal("dinner", other, 1, food),
  ],
});
const plan = {
  days: [day(1, "stew"), day(1.5, "risotto", "rice-white"), day(0.5, "stew"), day(1, "roast")],
  leftovers: [
    { day: 1, slot: "lunch", from: { day: 0, slot: "lunch" } },
    { day: 2, slot: "lunch", from: { day: 0, slot: "lunch" } },
  ],
} as unknown as Pick<SavedPlan, "days" | "leftovers">;

it("MEAL-09: what is cooked is the portion and all that it leaves", () => {
  const soup = { day: 0, slot: "lunch" };
  expect(eatenLater(plan, soup)).toHaveLength(2);
  expect(cookedPortion(plan, soup)).toBe(3);
  expect(cookedPortion(plan, { day: 0, slot: "dinner" })).toBe(1);
  expect(leftFrom(plan, { day: 2, slot: "lunch" })).toEqual(soup);
});

it("offers the meals while it keeps: mains for mains, what is left over to nobody twice", () => {
  const names = (at: { day: number; slot: string }) =>
    placesLater(plan, at).map(({ day: on, slot }) => `${on} ${slot}`);
  expect(names({ day: 0, slot: "dinner" })).toEqual(["1 dinner", "2 dinner"]);
  expect(names({ day: 1, slot: "dinner" })).toEqual(["2 dinner"]);
  expect(names({ day: 1, slot: "breakfast" })).toEqual(["2 breakfast", "3 breakfast"]);
  expect(names({ day: 1, slot: "lunch" })).toEqual([]);
  expect(names({ day: 3, slot: "dinner" })).toEqual([]);
});

it("knows a repeat that need not be cooked", () => {
  expect(couldBeLeftFrom(plan, { day: 2, slot: "dinner" })).toEqual({ day: 0, slot: "dinner" });
  expect(couldBeLeftFrom(plan, { day: 2, slot: "lunch" })).toBeUndefined();
  // Of the soup, what is cooked last is too long ago, and what is nearer is left over itself.
  expect(couldBeLeftFrom(plan, { day: 3, slot: "lunch" })).toBeUndefined();
});
