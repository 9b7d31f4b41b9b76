import type { Report, ReportLine } from "../report.ts";
import { securityText, trafficText } from "./text.ts";
import { visible, visibleLine } from "./visible.ts";
import { countsText, openLines, scoreText, unjudged } from "./words.ts";

const longestRun = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));

/** Text of others as code: nothing in it is markup, and no run of backticks in it ends it. */
const code = (text: string): string => {
  const line = visibleLine(text);
  const fence = "`".repeat(longestRun(line) + 1);
  return `${fence} ${line === "" ? "-" : line} ${fence}`;
};

const block = (text: string): string => {
  const shown = visible(text);
  const fence = "`".repeat(Math.max(3, longestRun(shown) + 1));
  return `${fence}text\n${shown}\n${fence}`;
};

const finding = (line: ReportLine): string =>
  [
    `### ${line.verdict.toUpperCase()} (${line.severity}) ${line.id}`,
    `${line.claim}.`,
    [
      `- measured: ${code(line.measured)}`,
      `- wanted: ${code(line.wanted)}`,
      `- remedy: ${code(line.remedy)}`,
      `- asked by: ${[...line.requirements, line.standard, `OWASP ${line.owasp}`].join(", ")}`,
      `- again: ${code(line.command)}`,
    ].join("\n"),
    ...line.evidence.flatMap(({ request, answer }) => [block(request), block(answer)]),
  ].join("\n\n");

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** A report as Markdown; what the target said stands in code, where nothing is markup. */
export const markdownReport = (report: Report): string => {
  const open = openLines(report);
  const { traffic } = report;
  return `${[
    `# Audit of ${code(report.target)}`,
    `${countsText(report)}; **${scoreText(report)}**. ${securityText(report)}.`,
    `Depth ${report.depth}, ${report.startedAt} to ${report.finishedAt}, plinth ${report.tool.version}${traffic === undefined ? "" : `; ${trafficText(traffic)}`}.`,
    ...(report.notes ?? []).map((note) => `Note: ${code(note)}`),
    "## Findings",
    ...(open.length === 0 ? ["None."] : open.map(finding)),
    "## Without a verdict",
    unjudged(report)
      .map(({ verdict, reason, ids }) => `- ${verdict} ${code(reason)}: ${ids.join(", ")}`)
      .join("\n") || "None.",
    "## OWASP Top 10:2021",
    table(
      ["Category", "Name", "Judged", "Passed", "Failed", "Apply"],
      report.owasp.map(({ category, name, judged, passed, failed, applicable }) => [
        ...[category, name, judged, passed, failed, applicable],
      ]),
    ),
    "## All lines",
    table(
      ["Verdict", "Probe", "Severity", "Claim"],
      report.lines.map(({ verdict, id, severity, claim }) => [verdict, id, severity, claim]),
    ),
  ].join("\n\n")}\n`;
};
