import { expect, test } from "vitest";
import { KITCHENS, kitchenOf } from "./kitchens.ts";
import { dishLabel, dishSlots, openCourses, PATTERNS, requirePattern } from "./patterns.ts";
import { COUNTED_SOURCES, sameDayLimits } from "./same-day.ts";
import { PROTEIN_SOURCES } from "./variety.ts";

test("MEAL-05: a common day has no family twice and no counted source thrice, a long one more", () => {
  expect(sameDayLimits(1)).toEqual({ perFamily: 1, perSource: 2 });
  expect(sameDayLimits(6)).toEqual({ perFamily: 1, perSource: 2 });
  expect(sameDayLimits(7)).toEqual({ perFamily: 2, perSource: 3 });
  expect(sameDayLimits(12)).toEqual({ perFamily: 2, perSource: 3 });
  const counted = PROTEIN_SOURCES.filter((_, i) => COUNTED_SOURCES[i]);
  expect(counted).toContain("poultry");
  expect(counted).not.toContain("grain");
});

test("MEAL-03: further dishes of lunch and dinner are sides and desserts, never a snack from a bag", () => {
  for (const pattern of PATTERNS) {
    for (const kcal of [1200, 2000, 2600, 3400, 6000]) {
      const dishes = dishSlots(pattern, kcal);
      for (const dish of dishes) {
        const at = pattern.sittings[dish.sitting];
        const snack = at?.slots[0] === "S";
        if (dish.slot === at?.id) expect(dish.slots).toEqual(at.slots);
        else if (!snack) expect(dish.slots, dish.label).not.toContain("S");
      }
      const mains = dishes.filter((d) => d.slots.every((s) => s === "L" || s === "D"));
      expect(mains.length).toBeLessThanOrEqual(4);
    }
  }
});

test("MEAL-03: a dish beside or after the main one is called what its recipe is", () => {
  const [main, second] = dishSlots(requirePattern("two-meals"), 2000);
  if (!main || !second) throw new Error("no second dish");
  expect(main.label).toBe("Lunch");
  expect(dishLabel(main, { slots: ["L", "A"] })).toBe("Lunch");
  expect(dishLabel(second, { slots: ["A", "S"] })).toBe("Lunch, side");
  expect(dishLabel(second, { slots: ["S", "T"] })).toBe("Lunch, dessert");
  const all = dishSlots(requirePattern("one-meal"), 6000).map((d) => d.label);
  expect(all).toEqual([
    "Dinner",
    "Dinner, side",
    "Dinner, starter",
    "Dinner, second main",
    "Dinner, second side",
    "Dinner, dessert",
  ]);
});

test("MEAL-05: dishes of one sitting are told apart by what stands beside each other on a table", () => {
  const kitchen = (cuisine: string, ...slots: ("A" | "D" | "T")[]) => kitchenOf({ cuisine, slots });
  expect(kitchen("thai", "D")).toBe(kitchen("japanese", "A"));
  expect(kitchen("thai", "D")).not.toBe(kitchen("italian", "A"));
  expect(kitchen("italian", "D")).toBe(kitchen("greek", "A"));
  expect(kitchen("general", "A")).toBe(0);
  expect(kitchen("french", "T")).toBe(0);
  for (const cuisine of ["thai", "indian", "mexican", "nordic"]) {
    expect(kitchen(cuisine, "D")).toBeGreaterThan(0);
    expect(kitchen(cuisine, "D")).toBeLessThan(KITCHENS);
  }
});

test("MEAL-07: a course that too few recipes suit is opened, so that nobody is refused for want of a dessert", () => {
  const pattern = requirePattern("one-meal");
  const dishes = dishSlots(pattern, 2000);
  expect(openCourses(dishes, pattern, () => 16)).toEqual(dishes);
  const few = openCourses(dishes, pattern, (slots) => (slots.includes("T") ? 3 : 30));
  expect(few.map((d) => d.slots.join(""))).toEqual(["D", "A", "TDA"]);
  const [, , last] = few;
  if (!last) throw new Error("no third dish");
  expect(dishLabel(last, { slots: ["T"] })).toBe("Dinner, dessert");
  expect(dishLabel(last, { slots: ["A"] })).toBe("Dinner, side");
});
