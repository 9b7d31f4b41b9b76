const LINE_END = "\r\n";

/** A field of RFC 4180; what a spreadsheet would take for a formula is kept from being one. */
const field = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?[\d.,]+$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Rows as a file: RFC 4180, one line a row, the names of the columns first. */
export const tableCsv = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, ...rows].map((row) => `${row.map(field).join(",")}${LINE_END}`).join("");

/** "Kinds of jobs" to "kinds-of-jobs.csv". */
export const fileName = (caption: string): string => {
  const words = caption.toLowerCase().match(/[a-z0-9]+/g) ?? ["table"];
  return `${words.join("-").slice(0, 60)}.csv`;
};

/** What stands in a cell as people read it; a time as it is exact. */
const textOf = (cell: HTMLElement): string => {
  const times = cell.querySelectorAll("time[datetime]");
  const [time] = times;
  const text = cell.innerText.replace(/\s+/g, " ").trim();
  if (times.length === 1 && time?.textContent?.trim() === text) {
    return time.getAttribute("datetime") ?? text;
  }
  return text;
};

/** The cells of a table as it is shown, by rows. */
export const readCells = (table: Element): readonly (readonly string[])[] =>
  [...table.querySelectorAll("[data-row]")].map((row) =>
    [...row.querySelectorAll<HTMLElement>("[data-cell]")].map(textOf),
  );

/** Hands a text to the person as a file. */
export const saveFile = (name: string, text: string): void => {
  // With a mark at its beginning spreadsheets read it as UTF-8.
  const url = URL.createObjectURL(new Blob([`\ufeff${text}`], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
};
