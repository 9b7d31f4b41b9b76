import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadPlannerData } from "../../catalog/data.ts";
import { ALLERGENS } from "../../model/food.ts";
import { acceptConstraints } from "../accept.ts";
import { createLexicon, isOneApart } from "../lexicon/lexicon.ts";
import { createSentenceReader } from "../reader.ts";
import { GERMAN_SENTENCES, MORE_GERMAN_SENTENCES } from "../tests/german-sentences.test-support.ts";
import { MORE_SENTENCES } from "../tests/more-sentences.test-support.ts";
import { SENTENCES } from "../tests/sentences.test-support.ts";
import { tokenize } from "../tokens.ts";
import { createGerman } from "./german.ts";
import { germanNumber } from "./numbers.ts";

const reader = createSentenceReader();
const keysOf = (text: string): readonly string[] =>
  reader
    .read(text)
    .found.map(({ field, value }) => `${field}:${String(value).replaceAll(" ", "-")}`);
const allergensOf = (keys: readonly string[]): readonly string[] =>
  keys.filter((key) => key.startsWith("allergen:")).toSorted();

const WORDS = {
  gluten: "Gluten",
  crustacean: "Krebstiere",
  egg: "Eier",
  fish: "Fisch",
  peanut: "Erdnüsse",
  soy: "Soja",
  milk: "Milch",
  nuts: "Schalenfrüchte",
  celery: "Sellerie",
  mustard: "Senf",
  sesame: "Sesam",
  sulphites: "Sulfite",
  lupin: "Lupinen",
  mollusc: "Weichtiere",
} as const;

describe("reading wishes out of German sentences", () => {
  it("MEAL-12, STR-09: at least nine of ten sentences are read exactly, and every allergen of all of them", () => {
    const wrong: string[] = [];
    const sentences = [...GERMAN_SENTENCES, ...MORE_GERMAN_SENTENCES];
    for (const [text, wanted] of sentences) {
      const expected = wanted.split(" ").filter((key) => key !== "");
      const read = keysOf(text);
      if (expected.toSorted().join() !== read.toSorted().join()) {
        wrong.push(`${text}\n  wanted ${expected.join(" ")}\n  read   ${read.join(" ")}`);
      }
    }
    const all = sentences.length;
    const exact = (all - wrong.length) / all;
    process.stderr.write(
      `German words: ${all} sentences, ${(exact * 100).toFixed(1)} % exact\n${wrong.join("\n")}\n`,
    );
    expect(all).toBeGreaterThanOrEqual(60);
    expect(exact).toBeGreaterThanOrEqual(0.9);
    for (const [text, wanted] of sentences) {
      expect(allergensOf(keysOf(text)), text).toEqual(allergensOf(wanted.split(" ")));
    }
  });

  it("MEAL-12, STR-09: an allergy is read in every way to say it, and saying that there is none takes nothing", () => {
    const ways = [
      "allergisch gegen %",
      "Ich bin gegen % allergisch.",
      "Allergie auf %",
      "Ich vertrage keine %",
      "Ich vertrage % nicht.",
      "% vertrage ich nicht",
      "Ich darf keine % essen",
      "ohne %",
      "frei von %",
      "keine %",
      "keinerlei %, bitte!",
      "% esse ich nicht",
      "Bitte % meiden",
      "Auf % muss ich verzichten.",
      "% sind für mich lebensgefährlich",
      "weder Pilze noch %",
      "Unverträglichkeiten: %",
      "vegan; Allergien: Senf, %",
    ];
    for (const allergen of ALLERGENS) {
      const word = WORDS[allergen];
      for (const way of ways) {
        const text = way.replace("%", word);
        expect(keysOf(text), text).toContain(`allergen:${allergen}`);
      }
      for (const none of [
        `nicht allergisch gegen ${word}`,
        `Gegen ${word} bin ich nicht allergisch.`,
        `keine Allergie gegen ${word}`,
      ]) {
        expect(keysOf(none), none).toEqual([]);
      }
    }
  });

  it("MEAL-12, STR-09: an allergy to a food by its German name excludes what it holds, or is told as not understood", () => {
    const names = JSON.parse(
      readFileSync("apps/cibozer/web/locales/de/foods.json", "utf8"),
    ) as Record<string, string>;
    const isTold = (text: string): boolean =>
      reader.read(text).left.some(({ reason }) => reason === "unknown-allergy");
    const untold: string[] = [];
    for (const food of loadPlannerData().foods.values()) {
      const name = names[food.name];
      if (name === undefined) continue;
      for (const said of [name, name.replace(/[,(].*/, ""), name.toLowerCase()]) {
        const text = `Ich bin allergisch gegen ${said}`;
        const { found, left } = reader.read(text);
        const read = found.flatMap((one) => (one.field === "allergen" ? [one.value] : []));
        const missed = food.contains.filter((allergen) => !read.includes(allergen));
        if (missed.length > 0 && !isTold(text)) untold.push(`${said}: ${missed.join()}`);
        expect(found.length + left.length, text).toBeGreaterThan(0);
      }
    }
    expect(untold).toEqual([]);
  });

  it("STR-09: an allergy to what nobody knows is told, and words of one wrong letter are read", () => {
    for (const text of ["Hibiskusallergie", "allergisch gegen Hibiskus"]) {
      expect(reader.read(text).left.map(({ reason }) => reason)).toEqual(["unknown-allergy"]);
    }
    expect(keysOf("allergisch gegen Erdnüse")).toEqual(["allergen:peanut"]);
    expect(keysOf("allergisch gegen Erdnuesse und Weissbrot")).toEqual([
      "allergen:peanut",
      "allergen:gluten",
    ]);
  });

  it("MEAL-12, STR-09: whatever is said, each wish is one that a plan can have, from its words", () => {
    const pieces = [...GERMAN_SENTENCES, ...SENTENCES].flatMap(([text]) => text.split(" "));
    const sentence = fc
      .array(fc.constantFrom(...pieces, "nicht", "gegen", "vertrage", "frei"), { maxLength: 60 })
      .map((all) => all.join(" "));
    fc.assert(
      fc.property(sentence, (text) => {
        const { found, left } = reader.read(text);
        for (const { start, end } of [...found, ...left]) {
          expect(start >= 0 && start < end && end <= text.length).toBe(true);
        }
        expect(acceptConstraints(found, reader)).toEqual(found);
      }),
      { numRuns: 100 },
    );
  });

  it("STR-09: English sentences are read as if there were no German words", () => {
    const lexicon = createLexicon();
    const german = createGerman({ isKnown: lexicon.isKnown, isOneApart });
    for (const [text] of [...SENTENCES, ...MORE_SENTENCES]) {
      const tokens = tokenize(text);
      expect(german(tokens), text).toBe(tokens);
    }
  });

  it("STR-09: numbers are read in one word", () => {
    expect(
      [
        "drei",
        "zwanzig",
        "einundzwanzig",
        "hundert",
        "zweitausendfunfhundert",
        "tausendachthundert",
      ].map(germanNumber),
    ).toEqual([3, 20, 21, 100, 2500, 1800]);
    expect(["und", "tausendmal", "hunderte", "pilz"].map(germanNumber)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
