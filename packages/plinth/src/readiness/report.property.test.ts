import fc from "fast-check";
import { expect, test } from "vitest";
import { DEPTHS, type Probe, SEVERITIES, type Verdict } from "./probe.ts";
import { isUnmet, notRunLine, type ReportLine, scoreOf, sortLines } from "./report.ts";
import { textReport } from "./text-report.ts";

const VERDICTS: readonly Verdict[] = [
  "pass",
  "fail",
  "warn",
  "not-run",
  "not-applicable",
  "blocked",
];

const probe: Probe = {
  id: "probe",
  claim: "a claim",
  requirements: ["P-068"],
  standard: "a standard",
  severity: "low",
  depth: "look",
  remedy: "a remedy",
  sabotage: "a-sabotage",
  run: () => Promise.reject(new Error("not here")),
};

const lines = fc
  .array(
    fc.record({
      verdict: fc.constantFrom(...VERDICTS),
      severity: fc.constantFrom(...SEVERITIES),
      depth: fc.constantFrom(...DEPTHS),
      id: fc.stringMatching(/^[a-z]{1,8}$/),
    }),
    { maxLength: 60 },
  )
  .map((all) =>
    all.map((some): ReportLine => ({ ...notRunLine(probe, "http://127.0.0.1", "", ""), ...some })),
  );

test("P-068, EVID-01: only a pass raises the score, whatever else a line says", () => {
  fc.assert(
    fc.property(lines, fc.constantFrom(...VERDICTS), (before, verdict) => {
      const line = { ...notRunLine(probe, "", "", ""), verdict };
      const [old, now] = [scoreOf(before), scoreOf([...before, line])];
      expect(now.value - old.value).toBe(verdict === "pass" ? 1 : 0);
      expect(now.denominator - old.denominator).toBe(verdict === "not-applicable" ? 0 : 1);
      expect(now.value).toBeLessThanOrEqual(now.denominator);
    }),
  );
});

test("P-068: turning a pass into anything else never raises the share", () => {
  fc.assert(
    fc.property(lines, fc.nat(), fc.constantFrom(...VERDICTS), (before, at, verdict) => {
      const index = before.length === 0 ? 0 : at % before.length;
      const after = before.map((line, place) => (place === index ? { ...line, verdict } : line));
      if (before[index]?.verdict !== "pass") return;
      expect(scoreOf(after).value).toBeLessThanOrEqual(scoreOf(before).value);
    }),
  );
});

test("P-068: text and JSON of one report show one number, and every line once", () => {
  fc.assert(
    fc.property(lines, (all) => {
      const score = scoreOf(all);
      const report = {
        tool: { name: "plinth", version: "0" },
        target: "http://127.0.0.1",
        depth: "look",
        startedAt: "",
        finishedAt: "",
        lines: sortLines(all),
        score,
      } as const;
      expect(textReport(report)).toContain(`score ${score.value} of ${score.denominator}`);
      expect(JSON.parse(JSON.stringify(report)).score).toEqual(score);
      expect(report.lines.toSorted()).toHaveLength(all.length);
    }),
  );
});

test("P-068: lines are sorted by verdict, then severity: a worse one never comes later", () => {
  const rank = ["fail", "blocked", "warn", "not-run", "pass", "not-applicable"];
  fc.assert(
    fc.property(lines, (all) => {
      const keys = sortLines(all).map(
        ({ verdict, severity }) => rank.indexOf(verdict) * 10 + SEVERITIES.indexOf(severity),
      );
      expect(keys).toEqual(keys.toSorted((a, b) => a - b));
    }),
  );
});

test("TST-06: a failing exit is asked for by what failed or stayed unjudged within the depth", () => {
  fc.assert(
    fc.property(
      lines,
      fc.constantFrom(...SEVERITIES),
      fc.constantFrom(...DEPTHS),
      (all, on, depth) => {
        for (const line of all) {
          const isBad = ["fail", "blocked", "not-run"].includes(line.verdict);
          const isDeep = DEPTHS.indexOf(line.depth) > DEPTHS.indexOf(depth);
          const isMild = SEVERITIES.indexOf(line.severity) > SEVERITIES.indexOf(on);
          expect(isUnmet(line, on, depth)).toBe(isBad && !isDeep && !isMild);
        }
      },
    ),
  );
});
