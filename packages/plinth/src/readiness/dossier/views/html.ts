import { escapeHtml } from "#core";
import { visible } from "../../views/visible.ts";
import type { ReadinessReport } from "../document.ts";
import { changeLines, factsOf, tablesOf } from "./tables.ts";
import { anchorOf, type Cell, numbersText, type Table, verdictText } from "./words.ts";

const STYLE = `:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--soft:#57606a;--rule:#d5dae0;--bad:#b3261e;--good:#1a6b34}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ed;--paper:#14171b;--soft:#a3adb8;--rule:#343b44;--bad:#ff8a80;--good:#7ddc98}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:72rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2.5rem}.verdict{font-size:1.3rem;font-weight:600}
.good td:first-of-type{color:var(--good)}.bad td:first-of-type{color:var(--bad)}.soft{color:var(--soft)}.ready{color:var(--good)}.unready{color:var(--bad)}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.925rem}
caption{text-align:left;color:var(--soft)}th,td{border-bottom:1px solid var(--rule);padding:.35rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere;min-width:4.5rem}tbody th{overflow-wrap:break-word}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.2rem 1rem}dt{color:var(--soft)}dd{margin:0}p,li,dd{overflow-wrap:anywhere}
nav ul{columns:12rem;padding-left:1.2rem}a{color:inherit}
@media print{body{margin:0;max-width:none;font-size:11px}nav{display:none}tr{break-inside:avoid}h2{break-after:avoid}.wide{overflow:visible}}`;

const safe = (text: string | number): string => escapeHtml(visible(String(text)));

const idOf = (title: string): string => title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

/** A cell; names of checks lead to where each says how it went and how it is run again (EVID-15). */
const cellHtml = (cell: Cell): string => {
  if (typeof cell !== "object") return safe(cell);
  if (cell.checks.length === 0) return "-";
  const links = cell.checks.map((id) => `<a href="#${anchorOf(id)}">${safe(id)}</a>`);
  return `${links.join(", ")}${cell.more > 0 ? ` and ${cell.more} more` : ""}`;
};

const section = ({ title, none, head, rows }: Table): string => {
  const heading = `<h2 id="${idOf(title)}">${safe(title)}</h2>`;
  if (rows.length === 0) return `${heading}\n<p>${safe(none)}</p>`;
  const body = rows.map(({ cells: [first = "", ...rest], tone, anchor }) => {
    const cells = rest.map((cell) => `<td>${cellHtml(cell)}</td>`).join("");
    const id = anchor === undefined ? "" : ` id="${anchor}"`;
    return `<tr${id} class="${tone}"><th scope="row">${cellHtml(first)}</th>${cells}</tr>`;
  });
  return `${heading}
<div class="wide" role="region" aria-labelledby="${idOf(title)}" tabindex="0"><table>
<thead><tr>${head.map((cell) => `<th scope="col">${safe(cell)}</th>`).join("")}</tr></thead>
<tbody>${body.join("\n")}</tbody></table></div>`;
};

const timeline = ({ id, steps }: ReadinessReport["drills"][number]): string =>
  `<h3>${safe(id)}</h3>\n<ol>${steps
    .map(({ at, afterMs, what }) => `<li>${safe(`${at} (+${afterMs} ms): ${what}`)}</li>`)
    .join("")}</ol>`;

/** Every drill as the record of an incident (EVID-17). */
const timelines = ({ drills }: ReadinessReport): string => {
  const held = drills.filter(({ steps }) => steps.length > 0);
  return held.length === 0
    ? ""
    : `<h2 id="timelines">Drills, step by step</h2>\n${held.map(timeline).join("\n")}`;
};

/** The report as one page: printable, no scripts, nothing loaded, everything of others escaped. */
export const readinessHtml = (report: ReadinessReport): string => {
  const tables = tablesOf(report);
  const facts = factsOf(report).map(
    ([name, text]) => `<dt>${safe(name)}</dt><dd>${safe(text)}</dd>`,
  );
  const links = tables.map(({ title }) => `<li><a href="#${idOf(title)}">${safe(title)}</a></li>`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>Readiness report</title><style>${STYLE}</style></head><body><main>
<h1>Readiness report</h1>
<p class="verdict ${report.verdict.isReady ? "ready" : "unready"}">${safe(verdictText(report))}</p>
<p>${safe(numbersText(report))}</p>
<dl>${facts.join("\n")}</dl>
<nav aria-label="Contents"><ul>${links.join("\n")}</ul></nav>
<h2 id="changes">Changes</h2>
<ul>${changeLines(report)
    .map((line) => `<li>${safe(line)}</li>`)
    .join("\n")}</ul>
${tables.map(section).join("\n")}
${timelines(report)}
</main></body></html>
`;
};
