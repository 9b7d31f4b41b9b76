import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLineMaker, runsRightToLeft } from "./visual-lines.ts";

const visualLines = createLineMaker();
const byLetter = (text: string): number => text.length;
const runsOf = (text: string, base: "ltr" | "rtl" = "rtl") =>
  visualLines(text, base, 1_000, byLetter).flatMap(({ runs }) => runs);
const letters = (text: string): string => [...text.replaceAll(/[\s()]/g, "")].toSorted().join("");

const word = fc.oneof(
  fc.constantFrom("وجبات", "أيام", "زيت", "زيتون،", "(كيل)", "שלום"),
  fc.constantFrom("Anna", "Łódź", "tofu", "(soft)"),
  fc.integer({ min: 0, max: 99_999 }).map(String),
);
const sentence = fc.array(word, { minLength: 1, maxLength: 20 }).map((words) => words.join(" "));
const base = fc.constantFrom("ltr" as const, "rtl" as const);

describe("P-114, MEAL-10: lines on paper as they are seen", () => {
  test("numbers and names keep their direction inside of Arabic, from left to right as drawn", () => {
    expect(runsOf("وجبات 3 أيام")).toEqual([
      { text: " أيام", isRightToLeft: true },
      { text: "3", isRightToLeft: false },
      { text: "وجبات ", isRightToLeft: true },
    ]);
    expect(runsOf("مع Anna Lind")[0]).toEqual({ text: "Anna Lind", isRightToLeft: false });
    // Brackets look the other way where they are read from the right.
    expect(runsOf("كيل (نيء)")).toEqual([{ text: "كيل )نيء(", isRightToLeft: true }]);
    expect(runsOf("Lentils (عدس)", "ltr").map(({ text }) => text)).toEqual([
      "Lentils (",
      "عدس",
      ")",
    ]);
  });

  test("nothing is lost, doubled or taken from another line, and a line is no wider than it may be", () => {
    fc.assert(
      fc.property(sentence, base, fc.integer({ min: 8, max: 60 }), (text, direction, width) => {
        const lines = visualLines(text, direction, width, byLetter);
        expect(lines.map((line) => line.text).join(" ")).toBe(text);
        for (const line of lines) {
          expect(letters(line.runs.map((run) => run.text).join(""))).toBe(letters(line.text));
          expect(line.text.length).toBeLessThanOrEqual(width);
          for (const run of line.runs) expect(run.isRightToLeft).toBe(runsRightToLeft(run.text));
        }
      }),
    );
  });
});
