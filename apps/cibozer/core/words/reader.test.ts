import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadPlannerData } from "../catalog/data.ts";
import { ALLERGENS } from "../model/food.ts";
import { acceptConstraints } from "./accept.ts";
import { createSentenceReader } from "./reader.ts";
import { MORE_SENTENCES } from "./tests/more-sentences.test-support.ts";
import { SENTENCES } from "./tests/sentences.test-support.ts";

const reader = createSentenceReader();
const keysOf = (text: string): readonly string[] =>
  reader
    .read(text)
    .found.map(({ field, value }) => `${field}:${String(value).replaceAll(" ", "-")}`);
const allergensOf = (keys: readonly string[]): readonly string[] =>
  keys.filter((key) => key.startsWith("allergen:")).sort();

describe("reading wishes out of sentences", () => {
  it("MEAL-12: at least nine of ten sentences are read exactly, and every allergen of all of them", () => {
    const wrong: string[] = [];
    const all = [...SENTENCES, ...MORE_SENTENCES];
    for (const [text, wanted] of all) {
      const expected = wanted.split(" ").filter((key) => key !== "");
      const read = keysOf(text);
      if (expected.toSorted().join() !== read.toSorted().join()) {
        wrong.push(`${text}\n  wanted ${expected.join(" ")}\n  read   ${read.join(" ")}`);
      }
      expect(allergensOf(read), text).toEqual(allergensOf(expected));
    }
    const exact = (all.length - wrong.length) / all.length;
    process.stderr.write(
      `words: ${all.length} sentences, ${(exact * 100).toFixed(1)} % exact\n${wrong.join("\n")}\n`,
    );
    expect(all.length).toBeGreaterThanOrEqual(120);
    expect(exact).toBeGreaterThanOrEqual(0.9);
  });

  it("MEAL-12: an allergy is read in every way to say it, and saying that there is none takes nothing", () => {
    const ways = [
      "allergic to %",
      "% allergy",
      "I can't eat %",
      "%-free",
      "free from %",
      "no %",
      "without any %",
      "not only allergic to %",
      "no pork, % allergy",
      "vegan; allergies: mustard, %",
    ];
    const words = {
      gluten: "gluten",
      crustacean: "crustaceans",
      egg: "eggs",
      fish: "fish",
      peanut: "peanuts",
      soy: "soy",
      milk: "dairy",
      nuts: "tree nuts",
      celery: "celery",
      mustard: "mustard",
      sesame: "sesame",
      sulphites: "sulphites",
      lupin: "lupin",
      mollusc: "molluscs",
    };
    for (const allergen of ALLERGENS) {
      const word = words[allergen];
      for (const way of ways) {
        const text = way.replace("%", word);
        expect(keysOf(text), text).toContain(`allergen:${allergen}`);
      }
      for (const none of [`not allergic to ${word}`, `no ${word} allergy`]) {
        const { found, left } = reader.read(none);
        expect(found, none).toEqual([]);
        expect(
          left.map(({ reason }) => reason),
          none,
        ).toEqual(["negated"]);
      }
      const both = keysOf(`allergic to ${word}, not allergic to strawberries`);
      expect(both).toEqual([`allergen:${allergen}`]);
    }
  });

  it("MEAL-12: an allergen that is mentioned and not excluded is told apart", () => {
    const reasons = (text: string) => reader.read(text).left.map(({ reason }) => reason);
    expect(reasons("dairy hurts")).toEqual(["allergen-mentioned", "unknown"]);
    expect(reasons("I love fish")).toEqual(["mentioned"]);
    expect(reasons("chicken tonight")).toEqual(["mentioned"]);
  });

  it("MEAL-12: an allergy to a food of the planner excludes what it holds, or is told as not understood", () => {
    for (const food of loadPlannerData().foods.values()) {
      const text = `allergic to ${food.id.replaceAll("-", " ")}`;
      const { found, left } = reader.read(text);
      const read = found.flatMap((one) => (one.field === "allergen" ? [one.value] : []));
      const isTold = left.some(({ reason }) => reason === "unknown-allergy");
      // Who dislikes apricots is given none, dried or fresh.
      const isOut = found.some((one) => one.field === "dislike" && food.id.includes(one.value));
      const isSafe = isOut || food.contains.every((allergen) => read.includes(allergen));
      expect(isSafe || isTold, `${text}: ${read.join()}`).toBe(true);
      expect(found.length + left.length, text).toBeGreaterThan(0);
    }
  });

  it("MEAL-12: a part of a day is a day of the plan", () => {
    const daysOf = (text: string) => reader.read(text).found.map(({ value }) => value);
    expect(daysOf("1.5 days")).toEqual([2]);
    expect(daysOf("1.5 weeks")).toEqual([11]);
  });

  it("MEAL-12: whatever is said, the reader ends with wishes that a plan can have, each from its words", () => {
    const pieces = SENTENCES.flatMap(([text]) => text.split(" "));
    const sentence = fc.oneof(
      fc.string({ maxLength: 600 }),
      fc.array(fc.constantFrom(...pieces), { maxLength: 80 }).map((all) => all.join(" ")),
    );
    fc.assert(
      fc.property(sentence, (text) => {
        const { found, left } = reader.read(text);
        for (const { start, end } of [...found, ...left]) {
          expect(start >= 0 && start < end && end <= text.length).toBe(true);
        }
        expect(acceptConstraints(found, reader)).toEqual(found);
      }),
      { numRuns: 300 },
    );
  });
});
