import type { HistoryAnswer } from "../service.ts";

const LINE_END = "\r\n";

/** A field of RFC 4180; what a spreadsheet would take for a formula is kept from being one. */
const field = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** An answer as a file: one line a step, one column a line of the chart. */
export const historyCsv = ({ name, statistic, times, lines }: HistoryAnswer): string => {
  const header = [
    "time",
    ...lines.map(({ label }) => field(label === "" ? `${name} ${statistic}` : label)),
  ];
  const rows = times.map((time, step) => [
    new Date(time * 1_000).toISOString(),
    ...lines.map(({ values }) => {
      const value = values[step] ?? null;
      return value === null ? "" : String(value);
    }),
  ]);
  return [header, ...rows].map((row) => `${row.join(",")}${LINE_END}`).join("");
};
