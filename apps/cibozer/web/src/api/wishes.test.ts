import { english } from "@plinth/console";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_KCAL, MIN_KCAL, normaliseRequest } from "#core";
import { planTitle, portionWords } from "./plan-words.ts";
import { localDate, plainWishes, readWishes } from "./wishes.ts";

describe("wishes kept in the browser", () => {
  test("MEAL-01: whatever lies in storage, what is taken over is a valid request", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.record({
            kcal: fc.oneof(fc.integer(), fc.double(), fc.string()),
            days: fc.oneof(fc.integer(), fc.constant(null)),
            diet: fc.oneof(fc.constant("keto"), fc.string()),
            pattern: fc.oneof(fc.constant("16-8"), fc.string()),
            excludeAllergens: fc.array(fc.oneof(fc.constant("milk"), fc.string())),
            dislikes: fc.oneof(fc.anything(), fc.array(fc.oneof(fc.string(), fc.integer()))),
            maxMinutes: fc.oneof(fc.integer(), fc.double(), fc.string()),
            budget: fc.oneof(fc.double(), fc.integer(), fc.string()),
            note: fc.oneof(fc.string(), fc.integer()),
          }),
        ),
        (kept) => {
          const request = normaliseRequest({
            ...plainWishes,
            ...readWishes(kept),
            startDate: "2026-01-05",
          });
          expect(request.ok).toBe(true);
        },
      ),
    );
  });

  test("MEAL-01: a visitor's settings come back as they were", () => {
    const kept = { kcal: 2300, diet: "keto", pattern: "16-8", excludeAllergens: ["milk"] };
    expect(readWishes(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
    const more = { ...kept, dislikes: ["mushroom"], maxMinutes: 20, budget: 7.5, note: "quick" };
    expect(readWishes(JSON.parse(JSON.stringify(more)))).toEqual(more);
    expect(readWishes({ kcal: MIN_KCAL - 1 })).toEqual({ excludeAllergens: [] });
    expect(readWishes({ kcal: MAX_KCAL + 1 })).toEqual({ excludeAllergens: [] });
  });

  test("MEAL-01: the first day is today where the person is", () => {
    expect(localDate(new Date(2026, 0, 5, 23, 59))).toBe("2026-01-05");
  });
});

describe("words", () => {
  test("MEAL-09: portions read as quarters", () => {
    expect([0.25, 1, 1.25, 2].map((portion) => portionWords(english, portion))).toEqual([
      "¼ serving",
      "1 serving",
      "1¼ servings",
      "2 servings",
    ]);
    expect(planTitle(english, 7, "2026-11-23")).toBe("7 days from Mon 23 Nov");
  });
});
