import { describe, expect, it } from "vitest";
import { THREAT_CLASSES } from "../engine/finding.ts";
import { classOfRule, inspectText } from "../engine/inspect-text.ts";
import { RULES } from "./index.ts";

const LEAST = { xss: 25, sqli: 20, nosql: 15, command: 10, path: 15 } as const;

describe("the inventory", () => {
  it("VAL-08: has at least the rules of every class that were asked for, 85 and more in all", () => {
    const counts = Object.fromEntries(THREAT_CLASSES.map((name) => [name, 0]));
    for (const id of Object.keys(RULES))
      counts[classOfRule(id)] = (counts[classOfRule(id)] ?? 0) + 1;
    for (const name of THREAT_CLASSES) expect(counts[name]).toBeGreaterThanOrEqual(LEAST[name]);
    expect(Object.keys(counts).sort()).toEqual([...THREAT_CLASSES].sort());
    expect(Object.keys(RULES).length).toBeGreaterThanOrEqual(85);
  });

  it.each(Object.entries(RULES))(
    "VAL-08: %s finds its attack and lets its lookalike pass",
    (id, rule) => {
      const found = inspectText(rule.attack);
      expect(found.map((finding) => finding.rule)).toContain(id);
      expect(found.every((finding) => finding.class === classOfRule(finding.rule))).toBe(true);
      expect(inspectText(rule.benign)).toEqual([]);
    },
  );

  it("VAL-09: a finding names rule and class and nothing of the text", () => {
    const text = "zebra-4711' or 'a'='a";
    const findings = inspectText(text);
    expect(findings).toEqual([{ rule: "sqli.tautology", class: "sqli" }]);
  });
});
