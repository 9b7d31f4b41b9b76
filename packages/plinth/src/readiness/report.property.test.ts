import fc from "fast-check";
import { expect, test } from "vitest";
import { DEPTHS, type Probe, SEVERITIES, type Verdict } from "./probe.ts";
import {
  isUnmet,
  notRunLine,
  type ReportLine,
  scoreOf,
  securityScoreOf,
  sortLines,
  summaryOf,
} from "./report.ts";
import { textReport } from "./views/text.ts";

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
  owasp: "A01",
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

test("P-068, EVID-06: only a pass raises the security score, and it stays between 0 and 100", () => {
  fc.assert(
    fc.property(lines, fc.nat(), fc.constantFrom(...VERDICTS), (before, at, verdict) => {
      const index = before.length === 0 ? 0 : at % before.length;
      const after = before.map((line, place) => (place === index ? { ...line, verdict } : line));
      const [old, now] = [securityScoreOf(before), securityScoreOf(after)];
      expect(now.value).toBeGreaterThanOrEqual(0);
      expect(now.value).toBeLessThanOrEqual(now.cap);
      if (before[index]?.verdict !== "pass" || verdict === "not-applicable") return;
      expect(now.value).toBeLessThanOrEqual(old.value);
    }),
  );
});

test("EVID-06: nothing judged is no score, and one critical failure leaves 45 at most", () => {
  const some = (verdict: Verdict, severity: (typeof SEVERITIES)[number], count: number) =>
    Array.from({ length: count }, () => ({ verdict, severity, owasp: "A01" as const }));
  expect(securityScoreOf([]).value).toBe(0);
  expect(securityScoreOf(some("not-run", "high", 9)).value).toBe(0);
  expect(securityScoreOf(some("pass", "high", 9)).value).toBe(100);
  const one = [...some("pass", "high", 500), ...some("fail", "critical", 1)];
  expect(securityScoreOf(one)).toEqual({ value: 45, points: 2_500, of: 2_510, cap: 45 });
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
        ...summaryOf(all),
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
