import { escapeHtml } from "#core";

/** Rows of one kind that the page shows; the files beside it have all. */
const SHOWN = 100;

/** One kind of data in an export. */
export interface ExportedTable {
  readonly table: string;
  readonly purpose: string | undefined;
  readonly file: string;
  readonly count: number;
  /** The first rows. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** What the page says of the export as a whole. */
export interface ExportFacts {
  readonly application: string;
  readonly accountId: string;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
  readonly files: readonly string[];
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;font-size:.85rem}th,td{border:1px solid #888;padding:.2rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
section{margin-top:2rem;overflow-x:auto}`;

const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value).slice(0, 2_000) : String(value);
};

const cellsOf = (row: Readonly<Record<string, unknown>>, names: readonly string[]): string =>
  names.map((name) => `<td>${escapeHtml(textOf(row[name]))}</td>`).join("");

/** One section of the page. */
export const sectionOf = ({ table, purpose, file, count, rows }: ExportedTable): string => {
  const shown = rows.slice(0, SHOWN);
  const names = [...new Set(shown.flatMap((row) => Object.keys(row)))];
  const head = names.map((name) => `<th>${escapeHtml(name)}</th>`).join("");
  const body = shown.map((row) => `<tr>${cellsOf(row, names)}</tr>`).join("\n");
  const more = count > shown.length ? `<p>The first ${shown.length}; the file has all.</p>` : "";
  return `<section><h2>${escapeHtml(table.replaceAll("_", " "))}</h2>
<p>${purpose === undefined ? "" : `Kept ${escapeHtml(purpose)}. `}${count} ${count === 1 ? "entry" : "entries"} in <a href="${escapeHtml(file)}">${escapeHtml(file)}</a>.</p>${more}
${count === 0 ? "" : `<table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`}</section>`;
};

/** The page that leads through an export; it needs no network and runs nothing. */
export const pageOf = (facts: ExportFacts, sections: readonly string[]): string => {
  const { application, accountId, madeAt, files } = facts;
  const list = files
    .map((file) => `<li><a href="${escapeHtml(encodeURI(file))}">${escapeHtml(file)}</a></li>`)
    .join("\n");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(application)}: your data</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>${STYLE}</style></head><body>
<h1>Your data at ${escapeHtml(application)}</h1>
<p>Everything that is kept of account ${escapeHtml(accountId)}, as it was on ${escapeHtml(madeAt)}.
The files beside this page hold the same for programs, as JSON.</p>
${files.length === 0 ? "" : `<section><h2>Files you uploaded</h2><ul>\n${list}\n</ul></section>`}
${sections.join("\n")}
</body></html>
`;
};
