import { readFileSync } from "node:fs";

/** One food of SR28: `values` by column of ABBREV.txt; null where USDA has no value. */
export type SrRow = { readonly description: string; readonly values: readonly (number | null)[] };

/** Name in our files and column in ABBREV.txt (SR28 documentation, "Abbreviated file"). Per 100 g. */
export const PLANNER_FIELDS = [
  ["energyKcal", 3],
  ["proteinG", 4],
  ["fatG", 5],
  ["carbG", 7],
  ["fibreG", 8],
  ["sugarG", 9],
  ["satFatG", 44],
  ["sodiumMg", 15],
] as const;

/** The nutrients only the server needs. Units are in the names. */
export const MICRO_FIELDS = [
  ["monoFatG", 45],
  ["polyFatG", 46],
  ["cholesterolMg", 47],
  ["potassiumMg", 14],
  ["calciumMg", 10],
  ["ironMg", 11],
  ["magnesiumMg", 12],
  ["phosphorusMg", 13],
  ["zincMg", 16],
  ["seleniumUg", 19],
  ["vitARaeUg", 33],
  ["vitCMg", 20],
  ["vitDUg", 41],
  ["vitEMg", 40],
  ["vitKUg", 43],
  ["thiaminMg", 21],
  ["riboflavinMg", 22],
  ["niacinMg", 23],
  ["vitB6Mg", 25],
  ["folateDfeUg", 29],
  ["vitB12Ug", 31],
  ["cholineMg", 30],
  ["waterG", 2],
] as const;

const TEXT_COLUMNS = new Set([0, 1, 49, 51]);

/** Reads ABBREV.txt (caret-separated, text between tildes). An empty field is "not measured". */
export function readAbbreviated(path: string): ReadonlyMap<string, SrRow> {
  const rows = new Map<string, SrRow>();
  for (const line of readFileSync(path, "latin1").split(/\r?\n/)) {
    if (line === "") continue;
    const cells = line.split("^");
    const text = (i: number) => (cells[i] ?? "").replaceAll("~", "");
    const values = cells.map((cell, i) =>
      TEXT_COLUMNS.has(i) || cell === "" ? null : Number(cell),
    );
    rows.set(text(0), { description: text(1), values });
  }
  return rows;
}
