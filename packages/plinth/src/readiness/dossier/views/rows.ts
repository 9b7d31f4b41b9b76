import type { Cell, Table, Tone } from "./words.ts";

/** A row of a table. */
export const row = (tone: Tone, ...cells: readonly Cell[]): Table["rows"][number] => ({
  cells,
  tone,
});

/** Good or bad, of what is or is not so. */
export const toneOf = (isGood: boolean): Tone => (isGood ? "good" : "bad");

/** The first of some names, and how many more there are. */
export const list = (texts: readonly string[], most = 4): string => {
  if (texts.length === 0) return "-";
  return `${texts.slice(0, most).join(", ")}${texts.length > most ? ` and ${texts.length - most} more` : ""}`;
};
