import { MICRO_FIELDS, PLANNER_FIELDS } from "./sr28.ts";

type Value = number | null;
type Generated = ReadonlyMap<string, ReadonlyMap<string, Value>>;

/** `proteinG` is `protein_g` in the other table; the two that do not follow the rule are listed. */
function otherName(name: string): string {
  const special: Readonly<Record<string, string>> = {
    vitB6Mg: "vit_b6_mg",
    vitB12Ug: "vit_b12_ug",
  };
  return special[name] ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function collect(files: Readonly<Record<string, string>>): Generated {
  const foods = new Map<string, Map<string, Value>>();
  const planner = JSON.parse(files["foods.json"] ?? "{}") as { foods: unknown[][] };
  const micro = JSON.parse(files["micronutrients.json"] ?? "{}") as {
    foods: Record<string, Value[]>;
  };
  for (const row of planner.foods) {
    const values = row.at(-1) as Value[];
    foods.set(row[0] as string, new Map(PLANNER_FIELDS.map(([n], i) => [n, values[i] ?? null])));
  }
  for (const [id, values] of Object.entries(micro.foods)) {
    MICRO_FIELDS.forEach(([name], i) => {
      foods.get(id)?.set(name, values[i] ?? null);
    });
  }
  return foods;
}

/** One line per nutrient that differs by more than rounding, then a summary line. */
export function compareFoods(files: Readonly<Record<string, string>>, tsv: string): string[] {
  const [head = "", ...lines] = tsv.split("\n").filter((line) => line !== "");
  const columns = head.split("\t");
  const ours = collect(files);
  const out: string[] = [];
  let compared = 0;
  let foods = 0;
  for (const line of lines) {
    const cells = line.split("\t");
    const food = ours.get(cells[0] ?? "");
    if (!food) continue;
    foods += 1;
    for (const [name, value] of food) {
      const cell = cells[columns.indexOf(otherName(name))];
      if (cell === undefined) throw new Error(`no column ${otherName(name)}`);
      compared += 1;
      const other = cell === "" ? null : Number(cell);
      const same =
        value === null || other === null ? value === other : Math.abs(value - other) <= 0.0006;
      if (!same) out.push(`${cells[0]} ${name}: generated ${value}, table ${other}`);
    }
  }
  out.push(`${foods} foods, ${compared} values compared, ${out.length} differ`);
  return out;
}
