import fc from "fast-check";
import { describe, expect, it } from "vitest";
import deTitles from "../../data/recipe-titles.de.json" with { type: "json" };
import { loadPlannerData } from "../catalog/data.ts";
import { createSentenceReader } from "./reader.ts";

const german: Readonly<Record<string, string>> = deTitles;
const recipes = [...loadPlannerData().recipes.values()];
const plain = createSentenceReader();
const reader = createSentenceReader(
  recipes.map(({ id, title }) => ({ id, title, titles: [german[id] ?? ""] })),
);
const read = (sentence: string): readonly string[] =>
  reader
    .read(sentence)
    .found.map((one) => `${one.field}: ${"title" in one ? one.title : one.value}`);

describe("MEAL-12: wishes name dishes by their titles", () => {
  it.each([
    ["not coconut chicken curry again", ["never: Coconut chicken curry with rice noodles"]],
    ["no more shakshuka please, 5 days", ["never: Shakshuka", "days: 5"]],
    ["I'm sick of split pea soup", ["never: Split pea soup with ham"]],
    ["more miso soup", ["more: Miso soup with tofu, noodles and greens"]],
    ["butternut soups more often", ["more: Butternut and red lentil soup"]],
    ["mehr Linsensuppe", ["more: Brown lentil and vegetable soup"]],
    [
      "bitte nicht schon wieder Kokos-Hähnchen-Curry",
      ["never: Coconut chicken curry with rice noodles"],
    ],
    ["kein Kokoshaehnchencurry mehr", ["never: Coconut chicken curry with rice noodles"]],
    ["Linsensuppe mag ich nicht", ["never: Brown lentil and vegetable soup"]],
    ["öfter Kichererbsen-Curry mit Spinat", ["more: Chickpea and spinach curry"]],
  ])("%s", (sentence, wanted) => {
    const found = read(sentence);
    expect(found).toEqual(expect.arrayContaining(wanted));
  });

  it("all dishes that are meant, and none where that would be many", () => {
    expect(read("no lasagne")).toEqual([
      "never: Beef lasagne with courgette sheets",
      "never: Vegetable lasagne with ricotta",
    ]);
    expect(read("no curry").filter((one) => one.startsWith("never"))).toEqual([]);
  });

  it("are the words that they stand in, where nothing is wished of the dish", () => {
    for (const sentence of ["yesterday we had shakshuka", "allergic to peanut and potato stew"])
      expect(reader.read(sentence)).toEqual(plain.read(sentence));
  });

  it("MEAL-06: an allergen that is said with a dish stays one, unless the dish is had enough of", () => {
    const stew = "no peanut and sweet potato stew";
    expect(read(stew)).toContain("allergen: peanut");
    expect(reader.read(stew)).toEqual(plain.read(stew));
    expect(read(`${stew} again`)).toEqual(["never: Peanut and sweet potato stew"]);
  });

  it("every title is known whole, in both languages", () => {
    const oneOf = fc.constantFrom(...recipes);
    fc.assert(
      fc.property(oneOf, fc.boolean(), ({ id, title }, isGerman) => {
        const name = isGerman ? (german[id] ?? "") : title;
        // A title that is all food is that food: "Greek yogurt".
        fc.pre(reader.foodNamed(name) === undefined);
        const never = reader.read(`${isGerman ? "nicht schon wieder" : "not"} ${name} again`);
        const ids = never.found.flatMap((one) => (one.field === "never" ? [one.value] : []));
        expect(ids).toEqual([id]);
      }),
      { numRuns: 60 },
    );
  });
});
