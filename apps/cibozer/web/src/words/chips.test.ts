import { english } from "@plinth/console";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALLERGENS, type Constraint, createSentenceReader } from "#core";
import { applyChips, chipText, removeChip, type WordValues } from "./chips.ts";

const plain: WordValues = {
  days: "7",
  kcal: "2000",
  maxMinutes: "",
  budget: "",
  diet: "standard",
  pattern: "three-meals",
  leftovers: "none",
  excludeAllergens: [],
  dislikes: [],
  cuisines: [],
  never: [],
  more: [],
};
const { read } = createSentenceReader();

describe("words fill the form", () => {
  it("MEAL-12: a sentence fills the fields it speaks of and no others", () => {
    const { found } = read(
      "vegan, no mushrooms, 2200 kcal, 5 days, under 30 min, Thai, allergic to nuts, leftovers for lunch",
    );
    expect(applyChips(plain, found)).toEqual({
      ...plain,
      diet: "vegan",
      kcal: "2200",
      days: "5",
      leftovers: "lunch",
      maxMinutes: "30",
      dislikes: ["mushroom"],
      cuisines: ["thai"],
      excludeAllergens: ["peanut", "nuts"],
    });
    expect(found.map((one) => chipText(english, one))).toContain("Must not contain: Tree nuts");
  });

  it("MEAL-12: of a dish the last word holds", () => {
    const dish = { value: "minestrone", title: "Minestrone" };
    const never = { field: "never", ...dish } as const;
    const more = { field: "more", ...dish } as const;
    const values = applyChips(plain, [more, never]);
    expect([values.never, values.more]).toEqual([["minestrone"], []]);
    expect(applyChips(values, [more])).toMatchObject({ never: [], more: ["minestrone"] });
    expect(removeChip(values, plain, never, [])).toEqual(plain);
    expect(chipText(english, never)).toBe("Never again: Minestrone");
  });

  it("MEAL-12: whatever is read and removed again, an allergen of the profile stays", () => {
    const allergens = fc.subarray([...ALLERGENS]);
    fc.assert(
      fc.property(allergens, allergens, fc.boolean(), (profile, named, hasMore) => {
        const before = { ...plain, excludeAllergens: profile };
        const chips: Constraint[] = [
          ...named.map((value): Constraint => ({ field: "allergen", value })),
          ...(hasMore ? [{ field: "kcal", value: 2500 } as const] : []),
        ];
        let values = applyChips(before, chips);
        for (const one of [...profile, ...named]) expect(values.excludeAllergens).toContain(one);
        for (const [index, chip] of chips.entries()) {
          values = removeChip(values, before, chip, chips.slice(index + 1));
          for (const one of profile) expect(values.excludeAllergens).toContain(one);
        }
        expect(new Set(values.excludeAllergens)).toEqual(new Set(profile));
        expect(values.kcal).toBe("2000");
      }),
    );
  });
});
