import { escapeHtml } from "#core";
import type { Report, ReportLine } from "../report.ts";
import { securityText, trafficText } from "./text.ts";
import { visible } from "./visible.ts";
import { countsText, openLines, scoreText, unjudged } from "./words.ts";

const STYLE = `:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--soft:#57606a;--rule:#d5dae0;--bad:#b3261e;--warn:#8a5000;--good:#1a6b34;--code:#f3f5f7}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ed;--paper:#14171b;--soft:#a3adb8;--rule:#343b44;--bad:#ff8a80;--warn:#f0b35e;--good:#7ddc98;--code:#1d2126}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:64rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;overflow-wrap:anywhere}h2{font-size:1.2rem;margin-top:2rem}h3{font-size:1rem;margin-top:1.5rem}
.soft{color:var(--soft)}.fail,.blocked{color:var(--bad)}.warn,.not-run{color:var(--warn)}.pass{color:var(--good)}.number{font-size:1.15rem}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}caption{text-align:left;color:var(--soft)}
th,td{border-bottom:1px solid var(--rule);padding:.3rem .6rem;text-align:left;vertical-align:top}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
pre{background:var(--code);padding:.6rem;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}
@media print{body{margin:0;max-width:none}pre,dl{break-inside:avoid}h2,h3{break-after:avoid}}`;

/** What anybody wrote, as text of a page. */
const safe = (text: string): string => escapeHtml(visible(text));

const finding = (line: ReportLine): string => {
  const facts: readonly (readonly [string, string])[] = [
    ["measured", line.measured],
    ["wanted", line.wanted],
    ["remedy", line.remedy],
    ["asked by", [...line.requirements, line.standard, `OWASP ${line.owasp}`].join(", ")],
    ["again", line.command],
  ];
  const shown = line.evidence.map(
    ({ request, answer }) => `<pre>${safe(request)}</pre>\n<pre>${safe(answer)}</pre>`,
  );
  return `<article><h3><span class="${line.verdict}">${line.verdict.toUpperCase()}</span> (${line.severity}) ${safe(line.id)}</h3>
<p>${safe(line.claim)}.</p>
<dl>${facts.map(([name, text]) => `<dt>${name}</dt><dd>${safe(text)}</dd>`).join("\n")}</dl>
${shown.join("\n")}</article>`;
};

const table = (
  caption: string,
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string => {
  const row = ([first = "", ...rest]: readonly (string | number)[]): string =>
    `<tr><th scope="row">${safe(String(first))}</th>${rest.map((cell) => `<td>${safe(String(cell))}</td>`).join("")}</tr>`;
  return `<div class="wide" role="region" aria-label="${safe(caption)}" tabindex="0"><table><caption>${safe(caption)}</caption>
<thead><tr>${head.map((cell) => `<th scope="col">${safe(cell)}</th>`).join("")}</tr></thead>
<tbody>${rows.map(row).join("\n")}</tbody></table></div>`;
};

const withoutVerdict = (report: Report): string => {
  const items = unjudged(report).map(
    ({ verdict, reason, ids }) =>
      `<li><span class="${verdict}">${verdict}</span> (${safe(reason)}): ${safe(ids.join(", "))}</li>`,
  );
  return items.length === 0 ? "<p>None.</p>" : `<ul>${items.join("\n")}</ul>`;
};

/** A report as one page: no scripts, nothing loaded, everything of the target's escaped. */
export const htmlReport = (report: Report): string => {
  const open = openLines(report);
  const { traffic } = report;
  const title = `Audit of ${safe(report.target)}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>${title}</title><style>${STYLE}</style></head><body><main>
<h1>${title}</h1>
<p class="number"><strong>${scoreText(report)}</strong>; ${securityText(report)}</p>
<p>${countsText(report)}</p>
<p class="soft">Depth ${report.depth}; ${safe(report.startedAt)} to ${safe(report.finishedAt)}; plinth ${safe(report.tool.version)}${traffic === undefined ? "" : `; ${trafficText(traffic)}`}</p>
${(report.notes ?? []).map((note) => `<p>Note: ${safe(note)}</p>`).join("\n")}
<h2>Findings</h2>
${open.length === 0 ? "<p>None.</p>" : open.map(finding).join("\n")}
<h2>Without a verdict</h2>
${withoutVerdict(report)}
<h2>OWASP Top 10:2021</h2>
${table(
  "Lines by category",
  ["Category", "Name", "Judged", "Passed", "Failed", "Apply"],
  report.owasp.map(({ category, name, judged, passed, failed, applicable }) => [
    ...[category, name, judged, passed, failed, applicable],
  ]),
)}
<h2>All lines</h2>
${table(
  "Every probe, worst first",
  ["Probe", "Verdict", "Severity", "Claim", "Measured"],
  report.lines.map((line) => [line.id, line.verdict, line.severity, line.claim, line.measured]),
)}
</main></body></html>
`;
};
