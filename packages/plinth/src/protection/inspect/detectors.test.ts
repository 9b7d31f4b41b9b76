import { describe, expect, it } from "vitest";
import { BootError } from "#core";
import { countRules, type Detector, defineDetector, requireDetectors } from "./detectors.ts";

const detector = (changes: Partial<Detector> = {}): Detector =>
  defineDetector({
    name: "coupon-guess",
    category: "fraud",
    examples: { attack: ["AAAA"], benign: ["2026"] },
    detect: (text) => text === "AAAA",
    ...changes,
  });

const problemsOf = (...detectors: readonly Detector[]): readonly string[] => {
  try {
    requireDetectors(detectors);
    return [];
  } catch (fault) {
    if (fault instanceof BootError) return fault.problems;
    throw fault;
  }
};

describe("detectors of an application", () => {
  it("VAL-17: are counted in the inventory, in a class of ours or their own", () => {
    const own = detector();
    const more = detector({ name: "odd-union", category: "sqli" });
    const before = countRules();
    const after = countRules([own, more]);
    expect(before.has("fraud")).toBe(false);
    expect(after.get("fraud")).toBe(1);
    expect(after.get("sqli")).toBe((before.get("sqli") ?? 0) + 1);
  });

  it("VAL-17: stop the start where they fail their own examples, in one sentence each", () => {
    expect(problemsOf(detector())).toEqual([]);
    expect(problemsOf(detector({ detect: () => false }))[0]).toContain("does not find");
    expect(problemsOf(detector({ detect: () => true }))[0]).toContain("benign examples");
    expect(problemsOf(detector({ examples: { attack: [], benign: [] } }))[0]).toContain("needs");
    expect(problemsOf(detector({ name: "Odd Name" }))[0]).toContain("kebab-case");
    expect(problemsOf(detector({ name: "tautology", category: "sqli" }))[0]).toContain("of ours");
    expect(problemsOf(detector(), detector())[0]).toContain("declared twice");
    const throwing = detector({
      detect: () => {
        throw new RangeError("x");
      },
    });
    expect(problemsOf(throwing)).toHaveLength(2);
  });
});
