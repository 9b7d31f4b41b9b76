import { escapeHtml } from "#core";
import type { Second } from "../recorder.ts";
import type { LoadResult } from "../results.ts";
import { errorsText, modelText } from "./text.ts";

const WIDTH = 720;
const HEIGHT = 180;
const LEFT = 56;
const BOTTOM = 22;

/** One line of a chart. */
interface Series {
  readonly name: string;
  readonly className: string;
  readonly values: readonly number[];
}

const rounded = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(1));

/** A chart over seconds; the same figures stand in a table for those who do not see it. */
const chart = (title: string, unit: string, series: readonly Series[]): string => {
  const most = Math.max(1e-9, ...series.flatMap(({ values }) => values));
  const count = Math.max(2, ...series.map(({ values }) => values.length));
  const x = (at: number): number => LEFT + (at * (WIDTH - LEFT - 8)) / (count - 1);
  const y = (value: number): number => HEIGHT - BOTTOM - (value * (HEIGHT - BOTTOM - 10)) / most;
  const lines = series.map(({ className, values }) => {
    const points = values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`);
    return `<polyline class="${className}" points="${points.join(" ")}"/>`;
  });
  const legend = series.map(
    ({ name, className }, at) =>
      `<text class="label ${className}" x="${LEFT + 8 + at * 90}" y="14">${escapeHtml(name)}</text>`,
  );
  return `<figure><figcaption>${escapeHtml(title)}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}; the figures stand in the table by second">
<line class="axis" x1="${LEFT}" y1="${y(0)}" x2="${WIDTH - 8}" y2="${y(0)}"/>
<line class="axis" x1="${LEFT}" y1="10" x2="${LEFT}" y2="${y(0)}"/>
<text class="label" x="${LEFT - 6}" y="18" text-anchor="end">${rounded(most)} ${escapeHtml(unit)}</text>
<text class="label" x="${LEFT - 6}" y="${y(0)}" text-anchor="end">0</text>
<text class="label" x="${WIDTH - 8}" y="${HEIGHT - 4}" text-anchor="end">${count} s</text>
${lines.join("\n")}
${legend.join("\n")}
</svg></figure>`;
};

const row = (cells: readonly (string | number)[]): string => {
  const [first = "", ...rest] = cells;
  const others = rest.map((cell) => `<td>${escapeHtml(String(cell))}</td>`).join("");
  return `<tr><th scope="row">${escapeHtml(String(first))}</th>${others}</tr>`;
};

const table = (
  caption: string,
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string => `<div class="wide"><table><caption>${escapeHtml(caption)}</caption>
<thead><tr>${head.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join("")}</tr></thead>
<tbody>${rows.map(row).join("\n")}</tbody></table></div>`;

const bySecond = (seconds: readonly Second[]): string =>
  `<details><summary>By second</summary>${table(
    "Each second of the run",
    ["Second", "Expected answers", "Errors", "p50 ms", "p99 ms"],
    seconds.map(({ at, ok, errors, p50, p99 }) => [at + 1, ok, errors, p50, p99]),
  )}</details>`;

const STYLE = `:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--soft:#5b6470;--rule:#d5dae0;--one:#1f6feb;--two:#b35900;--bad:#c02626}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ed;--paper:#14171b;--soft:#9aa4b0;--rule:#343b44;--one:#6ea8fe;--two:#f0a35e;--bad:#ff8080}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}.soft{color:var(--soft)}.missed{color:var(--bad);font-weight:600}
.wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums;width:100%}caption{text-align:left;color:var(--soft)}
th,td{border-bottom:1px solid var(--rule);padding:.3rem .6rem;text-align:right}th[scope=row],thead th:first-child{text-align:left}
figure{margin:1rem 0}svg{width:100%;height:auto}polyline{fill:none;stroke-width:2}polyline.one{stroke:var(--one)}polyline.two{stroke:var(--two)}
.axis{stroke:var(--rule)}text.label{font-size:11px;fill:var(--soft)}text.one{fill:var(--one)}text.two{fill:var(--two)}
@media print{details{display:block}}`;

/**
 * A result as one page: no scripts, nothing loaded from elsewhere, everything that came from the
 * target escaped.
 */
export const loadHtml = (result: LoadResult): string => {
  const { total, environment, confirmation, objectives, connections } = result;
  const whole = result.seconds.slice(0, -1);
  const seconds = whole.length === 0 ? result.seconds : whole;
  const latencyRows = [...result.endpoints, { name: "all", ...total }].map((tally) => {
    const { p50, p75, p90, p95, p99, p999, max } = tally.latency;
    return [tally.name, tally.ok, tally.requests - tally.ok, p50, p75, p90, p95, p99, p999, max];
  });
  const judged = objectives.map(
    ({ objective, measured, holds }) =>
      `<li${holds ? "" : ' class="missed"'}>${escapeHtml(objective)}: ${measured} ${holds ? "holds" : "missed"}</li>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Load on ${escapeHtml(result.target)}</title><style>${STYLE}</style></head><body>
<h1>Load on ${escapeHtml(result.target)}</h1>
<p>${escapeHtml(modelText(result))}. ${(result.measuredMs / 1000).toFixed(1)} s measured; ${connections.peak} of ${connections.asked} connections open at the peak.</p>
<p class="soft">${escapeHtml(result.startedAt)}; <code>${escapeHtml(result.command)}</code>; ${escapeHtml(environment.processor)}, ${environment.cores} cores, load ${environment.load}, Node ${escapeHtml(environment.node)}</p>
<p><strong>${result.rate}</strong> expected answers a second; errors: ${escapeHtml(errorsText(total))}.</p>
${judged.length === 0 ? "" : `<h2>Objectives</h2><ul>${judged.join("")}</ul>`}
<h2>Latency</h2>
${table("Milliseconds, of answers as expected", ["Endpoint", "ok", "errors", "p50", "p75", "p90", "p95", "p99", "p99.9", "max"], latencyRows)}
<h2>Over time</h2>
${chart("Answers a second", "/s", [
  { name: "expected", className: "one", values: seconds.map(({ ok }) => ok) },
  { name: "errors", className: "two", values: seconds.map(({ errors }) => errors) },
])}
${chart("Latency", "ms", [
  { name: "p50", className: "one", values: seconds.map(({ p50 }) => p50) },
  { name: "p99", className: "two", values: seconds.map(({ p99 }) => p99) },
])}
${bySecond(result.seconds)}
${confirmation === undefined ? "" : `<h2>What the server says</h2><p>${escapeHtml(`${confirmation.state}: ${confirmation.detail}`)}</p>`}
</body></html>
`;
};
