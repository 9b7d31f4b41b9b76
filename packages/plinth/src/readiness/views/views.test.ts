import fc from "fast-check";
import { parse } from "parse5";
import { describe, expect, test } from "vitest";
import { INJECTION } from "../hostile/servers.test-support.ts";
import { DEPTHS, type Probe, SEVERITIES, type Verdict } from "../probe.ts";
import { notRunLine, type Report, type ReportLine, summaryOf } from "../report.ts";
import { REPORT_SCHEMA, ReportError, readReport } from "../reports/schema.ts";
import { htmlReport } from "./html.ts";
import { markdownReport } from "./markdown.ts";
import { sarifReport } from "./sarif.ts";
import { textReport } from "./text.ts";
import { visible, visibleLine } from "./visible.ts";

const NOW = "2026-01-01T00:00:00.000Z";
const probe: Probe = {
  id: "probe",
  claim: "a claim",
  requirements: ["P-068"],
  standard: "a standard",
  owasp: "A03",
  severity: "high",
  depth: "look",
  remedy: "Do the right thing.",
  sabotage: "a-sabotage",
  run: () => Promise.reject(new Error("not here")),
};

const lineOf = (part: Partial<ReportLine>): ReportLine => ({
  ...notRunLine(probe, "http://127.0.0.1", "", NOW),
  ...part,
});

const reportOf = (lines: readonly ReportLine[]): Report => ({
  tool: { name: "plinth", version: "1.2.3" },
  target: "http://127.0.0.1",
  depth: "look",
  startedAt: NOW,
  finishedAt: NOW,
  ...summaryOf(lines),
  traffic: { requests: 7, bytesSent: 8, bytesReceived: 9, seconds: 1.5 },
});

const VERDICTS: readonly Verdict[] = [
  "pass",
  "fail",
  "warn",
  "not-run",
  "not-applicable",
  "blocked",
];
const word = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(INJECTION, "``` \n````", "]](x)", "{0}", "</pre>", "\\", "|"),
);
const reports = fc
  .uniqueArray(
    fc.record({
      id: fc.stringMatching(/^[a-z]{1,8}$/),
      verdict: fc.constantFrom(...VERDICTS),
      severity: fc.constantFrom(...SEVERITIES),
      depth: fc.constantFrom(...DEPTHS),
      measured: word,
      evidence: fc.array(fc.record({ request: word, answer: word }), { maxLength: 2 }),
    }),
    { maxLength: 12, selector: ({ id }) => id },
  )
  .map((parts) => reportOf(parts.map(lineOf)));

/** What a terminal would act upon, or a reader would not see. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const ACTIVE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

interface Node {
  readonly nodeName: string;
  readonly value?: string;
  readonly attrs?: readonly { readonly name: string; readonly value: string }[];
  readonly childNodes?: readonly Node[];
}

const nodesOf = (node: Node): readonly Node[] => [
  node,
  ...(node.childNodes ?? []).flatMap(nodesOf),
];

describe("P-068: all views of a report", () => {
  test("show one number, and nothing that a terminal acts upon", () => {
    fc.assert(
      fc.property(reports, (report) => {
        const { value, denominator } = report.score;
        const views = [textReport(report), markdownReport(report), htmlReport(report)];
        for (const view of views) {
          expect(view).toContain(`score ${value} of ${denominator}`);
          expect(view).toContain(`security score ${report.security.value} of 100`);
          expect(view).not.toMatch(ACTIVE);
        }
        const sarif = sarifReport(report);
        expect(sarif).not.toMatch(ACTIVE);
        expect(JSON.parse(sarif).runs[0].properties.score).toEqual(report.score);
        expect(JSON.parse(sarif).runs[0].properties.security).toEqual(report.security);
      }),
    );
  });

  test("TST-06: the page has no element and no attribute that somebody else wrote", () => {
    const ELEMENTS =
      /^(?:#|html|head|meta|title|style|body|main|h[1-3]|p|strong|span|article|dl|dt|dd|pre|ul|li|div|table|caption|thead|tbody|tr|th|td)/;
    fc.assert(
      fc.property(reports, (report) => {
        const nodes = nodesOf(parse(htmlReport(report)) as unknown as Node);
        for (const { nodeName, attrs } of nodes) {
          expect(nodeName).toMatch(ELEMENTS);
          for (const { name } of attrs ?? []) expect(name).not.toMatch(/^on|src|href/);
        }
        expect(nodes.filter(({ nodeName }) => nodeName === "h1")).toHaveLength(1);
      }),
      { numRuns: 40 },
    );
  });

  test("TST-06: in Markdown what the target said never leaves its code", () => {
    const report = reportOf([
      lineOf({
        verdict: "fail",
        measured: INJECTION,
        evidence: [{ request: INJECTION, answer: "````\n# mine" }],
      }),
    ]);
    const markdown = markdownReport(report);
    let fence: string | undefined;
    const outside: string[] = [];
    for (const line of markdown.split("\n")) {
      const [run] = /^`{3,}/.exec(line) ?? [];
      if (fence === undefined && run !== undefined) fence = run;
      else if (fence !== undefined && line === fence) fence = undefined;
      else if (fence === undefined) outside.push(line.replaceAll(/(`+) .*? \1(?!`)/g, ""));
    }
    expect(fence).toBeUndefined();
    expect(outside.join("\n")).not.toMatch(/script|All is well|mine|javascript/);
  });
});

describe("EVID-04: SARIF 2.1.0", () => {
  const report = reportOf([
    lineOf({ id: "bad", verdict: "fail", measured: "[x](y) {0}" }),
    lineOf({ id: "odd", verdict: "warn", severity: "low" }),
    lineOf({ id: "stuck", verdict: "blocked" }),
    lineOf({ id: "good", verdict: "pass" }),
    lineOf({ id: "late", verdict: "not-run" }),
  ]);
  const log = JSON.parse(sarifReport(report));
  const [run] = log.runs;

  test("has the members and words that the OASIS schema asks for", () => {
    expect(log.version).toBe("2.1.0");
    expect(log.$schema).toMatch(/sarif-2\.1\.0\.json$/);
    expect(run.tool.driver.name).toBe("plinth audit");
    expect(run.tool.driver.semanticVersion).toMatch(/^\d+\.\d+\.\d+/);
    expect(run.invocations[0].executionSuccessful).toBe(true);
    for (const rule of run.tool.driver.rules) {
      expect(typeof rule.shortDescription.text).toBe("string");
      expect(["none", "note", "warning", "error"]).toContain(rule.defaultConfiguration.level);
      expect(Number(rule.properties["security-severity"])).toBeGreaterThanOrEqual(0);
    }
    expect(new Set(run.tool.driver.rules.map(({ id }: { id: string }) => id)).size).toBe(5);
    for (const result of run.results) {
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
      expect(["fail", "review", "open"]).toContain(result.kind);
      // 3.27.10: where kind is not "fail", level is "none".
      expect(result.kind === "fail").toBe(result.level !== "none");
      expect(result.message.text.length).toBeGreaterThan(0);
      expect(
        () => new URL(result.locations[0].physicalLocation.artifactLocation.uri),
      ).not.toThrow();
    }
  });

  test("has a result for what failed, warned or was blocked, with a fingerprint that stays", () => {
    expect(run.results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual([
      "bad",
      "stuck",
      "odd",
    ]);
    const again = JSON.parse(
      sarifReport(reportOf([lineOf({ id: "bad", verdict: "fail", measured: "another" })])),
    );
    expect(again.runs[0].results[0].partialFingerprints).toEqual(
      run.results[0].partialFingerprints,
    );
    const [first, second] = run.results;
    expect(first.partialFingerprints).not.toEqual(second.partialFingerprints);
  });

  test("has no links and places in messages but those that are written out", () => {
    expect(run.results[0].message.text).toContain("\\[x\\](y) {{0}}");
  });
});

describe("EVID-01: the schema of reports", () => {
  test("takes every report, and gives it back as it was", () => {
    fc.assert(
      fc.property(reports, (report) => {
        expect(readReport(JSON.stringify(report))).toEqual(report);
      }),
    );
    const { $schema } = JSON.parse(JSON.stringify(REPORT_SCHEMA));
    expect($schema).toBe("https://json-schema.org/draft/2020-12/schema");
  });

  test.each([
    ["nonsense", /no JSON/],
    ["null", /object/],
    [JSON.stringify({ ...reportOf([]), depth: "deep" }), /\/depth/],
    [JSON.stringify({ ...reportOf([]), startedAt: "yesterday" }), /\/startedAt/],
    [JSON.stringify(reportOf([lineOf({ id: "x; rm -rf" })])), /\/lines\/0\/id/],
  ])("refuses %j, naming the member", (text, reason) => {
    expect(() => readReport(text)).toThrow(ReportError);
    expect(() => readReport(text)).toThrow(reason);
  });
});

test("TST-06: what is not seen is written out, everything else stays", () => {
  expect(visible("a\tb\r\nc")).toBe("a  b\nc");
  expect(visible("\u001b[31m\u009b\u202e\u{e0041}\ud800")).toBe(
    "\\x1b[31m\\x9b\\u{202e}\\u{e0041}\\u{d800}",
  );
  expect(visible("Grüße, 世界 𝛑 👩‍🍳".replaceAll("\u200d", ""))).toBe("Grüße, 世界 𝛑 👩🍳");
  expect(visibleLine("a\nb")).toBe("a\\nb");
});
