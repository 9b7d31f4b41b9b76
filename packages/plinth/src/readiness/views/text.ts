import type { Traffic } from "../opening/pace.ts";
import type { Report, ReportLine } from "../report.ts";
import { visible, visibleLine } from "./visible.ts";
import { countsText, openLines, scoreText, unjudged } from "./words.ts";

const MARK: Readonly<Record<ReportLine["verdict"], string>> = {
  fail: "FAIL",
  blocked: "BLOCKED",
  warn: "WARN",
  "not-run": "NOT RUN",
  pass: "pass",
  "not-applicable": "n/a",
};

const indent = (text: string, by: string): string =>
  visible(text)
    .split("\n")
    .map((line) => `${by}${line}`)
    .join("\n");

/** One line about a finding, for progress. */
export const progressText = (line: ReportLine): string =>
  `${MARK[line.verdict].padEnd(8)} ${line.id} (${line.durationMs} ms)`;

const findingText = (line: ReportLine): string => {
  const head = `${MARK[line.verdict]} [${line.severity}] ${line.id}: ${line.claim}`;
  const facts = [
    `measured: ${line.measured}`,
    `wanted:   ${line.wanted}`,
    `remedy:   ${line.remedy}`,
    `asked by: ${[...line.requirements, line.standard].join(", ")}`,
    `again:    ${line.command}`,
  ];
  const shown = line.evidence.flatMap(({ request, answer }) => [
    indent(request, "    > "),
    indent(answer, "    < "),
  ]);
  return [head, ...facts.map((fact) => `  ${visibleLine(fact)}`), ...shown].join("\n");
};

/** The security score in words. */
export const securityText = ({ security, owasp }: Pick<Report, "security" | "owasp">): string => {
  const { value, points, of, cap } = security;
  const capped = cap < 100 ? `, at most ${cap} for what failed` : "";
  const covered = owasp.filter(({ judged }) => judged > 0).length;
  return `security score ${value} of 100 (${points} of ${of} points${capped}); OWASP Top 10: ${covered} of ${owasp.length} categories judged`;
};

/** What a run did, in words. */
export const trafficText = ({ requests, bytesSent, bytesReceived, seconds }: Traffic): string =>
  `${requests} requests, ${bytesSent} bytes sent, ${bytesReceived} received, ${seconds} s`;

/** A report for people; every number in it comes from the report. */
export const textReport = (report: Report): string => {
  const { traffic } = report;
  return [
    ...openLines(report).map(findingText),
    ...unjudged(report).map(
      ({ verdict, reason, ids }) => `${MARK[verdict]} (${visibleLine(reason)}): ${ids.join(", ")}`,
    ),
    `${visibleLine(report.target)} at depth ${report.depth}: ${countsText(report)}`,
    ...(report.notes ?? []).map((note) => `note: ${visibleLine(note)}`),
    scoreText(report),
    securityText(report),
    ...(traffic === undefined ? [] : [trafficText(traffic)]),
  ].join("\n");
};
