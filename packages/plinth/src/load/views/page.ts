import { escapeHtml } from "#core";

const WIDTH = 720;
const HEIGHT = 180;
const LEFT = 56;
const BOTTOM = 22;

/** One line of a chart. */
export interface Series {
  readonly name: string;
  /** Its colour: "one" or "two". */
  readonly className: "one" | "two";
  readonly values: readonly number[];
}

const rounded = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(1));

/**
 * A line chart as SVG; `span` says what lies between its first and its last point. The same figures
 * belong into a table for those who do not see it.
 */
export const chartSvg = (
  title: string,
  unit: string,
  series: readonly Series[],
  span: string,
): string => {
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
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}; the figures stand in a table">
<line class="axis" x1="${LEFT}" y1="${y(0)}" x2="${WIDTH - 8}" y2="${y(0)}"/>
<line class="axis" x1="${LEFT}" y1="10" x2="${LEFT}" y2="${y(0)}"/>
<text class="label" x="${LEFT - 6}" y="18" text-anchor="end">${rounded(most)} ${escapeHtml(unit)}</text>
<text class="label" x="${LEFT - 6}" y="${y(0)}" text-anchor="end">0</text>
<text class="label" x="${WIDTH - 8}" y="${HEIGHT - 4}" text-anchor="end">${escapeHtml(span)}</text>
${lines.join("\n")}
${legend.join("\n")}
</svg></figure>`;
};

const row = (cells: readonly (string | number)[]): string => {
  const [first = "", ...rest] = cells;
  const others = rest.map((cell) => `<td>${escapeHtml(String(cell))}</td>`).join("");
  return `<tr><th scope="row">${escapeHtml(String(first))}</th>${others}</tr>`;
};

/** A table with a caption; every cell is escaped. */
export const tableHtml = (
  caption: string,
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string => `<div class="wide"><table><caption>${escapeHtml(caption)}</caption>
<thead><tr>${head.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join("")}</tr></thead>
<tbody>${rows.map(row).join("\n")}</tbody></table></div>`;

const STYLE = `:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--soft:#5b6470;--rule:#d5dae0;--one:#1f6feb;--two:#b35900;--bad:#c02626}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ed;--paper:#14171b;--soft:#9aa4b0;--rule:#343b44;--one:#6ea8fe;--two:#f0a35e;--bad:#ff8080}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}.soft{color:var(--soft)}.missed{color:var(--bad);font-weight:600}
.wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums;width:100%}caption{text-align:left;color:var(--soft)}
th,td{border-bottom:1px solid var(--rule);padding:.3rem .6rem;text-align:right}th[scope=row],thead th:first-child{text-align:left}
figure{margin:1rem 0}svg{width:100%;height:auto}polyline{fill:none;stroke-width:2}polyline.one{stroke:var(--one)}polyline.two{stroke:var(--two)}
.axis{stroke:var(--rule)}text.label{font-size:11px;fill:var(--soft)}text.one{fill:var(--one)}text.two{fill:var(--two)}
@media print{details{display:block}}`;

/** A page that stands by itself: no scripts, nothing loaded from elsewhere. `body` is HTML. */
export const pageHtml = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>
<h1>${escapeHtml(title)}</h1>
${body}
</body></html>
`;
