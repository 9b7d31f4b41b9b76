import fc from "fast-check";
import { expect, test } from "vitest";
import { SEVERITIES, type Verdict } from "../probe.ts";
import { isReadinessReport } from "./document.ts";
import { auditFile, DAY, drillFile, lineOf, NOW, reportOf } from "./evidence.test-support.ts";
import { verdictOf } from "./judge/gates.ts";
import { readinessHtml } from "./views/html.ts";
import { readinessMarkdown } from "./views/markdown.ts";
import { readinessText } from "./views/text.ts";
import { numbersText, verdictText } from "./views/words.ts";

const VERDICTS: readonly Verdict[] = [
  "pass",
  "fail",
  "warn",
  "not-run",
  "not-applicable",
  "blocked",
];

const lines = fc
  .uniqueArray(
    fc.record({
      id: fc.stringMatching(/^[a-z]{1,6}$/),
      verdict: fc.constantFrom(...VERDICTS),
      severity: fc.constantFrom(...SEVERITIES),
      days: fc.integer({ min: 0, max: 60 }),
    }),
    { maxLength: 20, selector: ({ id }) => id },
  )
  .map((all) =>
    all.map(({ id, days, ...rest }) =>
      lineOf(id, { ...rest, at: new Date(NOW - days * DAY).toISOString() }),
    ),
  );

const few = { numRuns: 25 };

test("P-068, EVID-14: what is too old never raises a number, and stays in every denominator", () => {
  fc.assert(
    fc.property(lines, fc.integer({ min: 0, max: 90 }), (all, later) => {
      const [now, then] = [0, later].map((days) =>
        reportOf([auditFile(all)], { now: NOW + days * DAY }),
      );
      expect(then?.score.value).toBeLessThanOrEqual(now?.score.value ?? 0);
      expect(then?.score.denominator).toBe(now?.score.denominator);
      expect(then?.security.value).toBeLessThanOrEqual(now?.security.value ?? 0);
      expect(then?.verdict.met).toBeLessThanOrEqual(now?.verdict.met ?? 0);
      expect(then?.progress.done).toBeLessThanOrEqual(now?.progress.done ?? 0);
      const old = reportOf([auditFile(all)], { now: NOW + 32 * DAY });
      expect([old.score.value, old.security.value, old.progress.done]).toEqual([0, 0, 0]);
    }),
    few,
  );
});

test("P-068: text, JSON, Markdown and page of one report show one number", () => {
  fc.assert(
    fc.property(lines, (all) => {
      const report = reportOf([auditFile(all), drillFile([{ id: "kill" }])]);
      expect(isReadinessReport(JSON.parse(JSON.stringify(report)))).toBe(true);
      for (const view of [readinessText, readinessMarkdown, readinessHtml]) {
        expect(view(report)).toContain(numbersText(report));
        expect(view(report)).toContain(verdictText(report));
      }
    }),
    few,
  );
});

test("EVID-02: ready is the AND of all gates, and the unmet ones are listed", () => {
  const gate = fc.record({ id: fc.stringMatching(/^[a-z]{1,8}$/), isMet: fc.boolean() });
  fc.assert(
    fc.property(fc.array(gate, { maxLength: 20 }), (some) => {
      const gates = some.map((one) => ({
        ...one,
        claim: "",
        measured: "",
        wanted: "",
        sources: [],
      }));
      const { isReady, met, of, unmet } = verdictOf(gates);
      expect(isReady).toBe(gates.length > 0 && gates.every(({ isMet }) => isMet));
      expect(met + unmet.length).toBe(of);
      expect(unmet).toEqual(gates.filter(({ isMet }) => !isMet).map(({ id }) => id));
    }),
  );
});
