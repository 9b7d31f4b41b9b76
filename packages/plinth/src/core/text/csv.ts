/** A cell that no spreadsheet takes for a formula (CWE-1236), quoted by RFC 4180. */
const cell = (value: string): string => {
  const inert = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${inert.replaceAll('"', '""')}"`;
};

/** Rows as CSV (RFC 4180), one a line. */
export const csvLines = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
