import { createHash } from "node:crypto";
import type { Severity } from "../probe.ts";
import type { Report, ReportLine } from "../report.ts";
import { visible } from "./visible.ts";

const LEVEL: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
  info: "note",
};

/** What code scanning sorts by: a figure as CVSS has it. */
const RATING: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.5",
  info: "0.0",
};

/** Messages of SARIF have links in brackets and places in braces: both are written out. */
const message = (text: string): { readonly text: string } => ({
  text: visible(text)
    .replaceAll("\\", "\\\\")
    .replaceAll("[", "\\[")
    .replaceAll("]", "\\]")
    .replaceAll("{", "{{")
    .replaceAll("}", "}}"),
});

const ruleOf = (line: ReportLine) => ({
  id: line.id,
  shortDescription: { text: line.claim },
  help: { text: `${line.remedy} Asked by ${[...line.requirements, line.standard].join(", ")}.` },
  defaultConfiguration: { level: LEVEL[line.severity] },
  properties: {
    tags: ["security", ...(line.owasp === "none" ? [] : [`OWASP-2021-${line.owasp}`])],
    "security-severity": RATING[line.severity],
    depth: line.depth,
  },
});

const resultOf = (line: ReportLine, index: number, target: string) => ({
  ruleId: line.id,
  ruleIndex: index,
  ...(line.verdict === "fail"
    ? { kind: "fail", level: LEVEL[line.severity] }
    : { kind: line.verdict === "warn" ? "review" : "open", level: "none" }),
  message: message(
    [
      `${line.claim}: ${line.measured} (wanted: ${line.wanted})`,
      ...line.evidence.map(({ request, answer }) => `${request}\n${answer}`),
    ].join("\n\n"),
  ),
  locations: [{ physicalLocation: { artifactLocation: { uri: target } } }],
  partialFingerprints: {
    // The same finding on the same target, whatever was measured this time.
    "plinthProbe/v1": createHash("sha256").update(`${target}\n${line.id}`).digest("hex"),
  },
  properties: { verdict: line.verdict, measuredAt: line.at, again: line.command },
});

/** A report as SARIF 2.1.0: probes are rules; what failed, warned or was blocked are results. */
export const sarifReport = (report: Report): string => {
  const rules = report.lines.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const found = report.lines.filter(({ verdict }) => ["fail", "warn", "blocked"].includes(verdict));
  const indexOf = (line: ReportLine): number => rules.findIndex(({ id }) => id === line.id);
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "plinth audit",
            semanticVersion: report.tool.version,
            rules: rules.map(ruleOf),
          },
        },
        invocations: [
          {
            executionSuccessful: true,
            startTimeUtc: report.startedAt,
            endTimeUtc: report.finishedAt,
          },
        ],
        columnKind: "utf16CodeUnits",
        results: found.map((line) => resultOf(line, indexOf(line), report.target)),
        properties: {
          score: report.score,
          security: report.security,
          ...(report.traffic === undefined ? {} : { traffic: report.traffic }),
        },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
};
