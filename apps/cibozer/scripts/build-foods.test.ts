import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { compareFoods } from "./compare-foods.ts";
import { readAbbreviated } from "./sr28.ts";

const here = dirname(fileURLToPath(import.meta.url));

test("MEAL-08: the committed food tables are what the script generates from SR28", () => {
  execFileSync(process.execPath, [join(here, "build-foods.ts"), "--check"], { stdio: "pipe" });
});

test("an empty field of SR28 is not measured, never zero", () => {
  const dir = mkdtempSync(join(tmpdir(), "cibozer-sr28-"));
  try {
    writeFileSync(join(dir, "a.txt"), "~01001~^~BUTTER~^15.87^717^^0\r\n");
    const row = readAbbreviated(join(dir, "a.txt")).get("01001");
    expect(row).toEqual({ description: "BUTTER", values: [null, null, 15.87, 717, null, 0] });
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test("a table with one other value is told apart", () => {
  const read = (name: string) => readFileSync(join(here, "..", "data", name), "utf8");
  const files = {
    "foods.json": read("foods.json"),
    "micronutrients.json": read("micronutrients.json"),
  };
  const head =
    "id,energy_kcal,protein_g,fat_g,carb_g,fibre_g,sugar_g,sat_fat_g,sodium_mg,mono_fat_g,poly_fat_g,cholesterol_mg,potassium_mg,calcium_mg,iron_mg,magnesium_mg,phosphorus_mg,zinc_mg,selenium_ug,vit_a_rae_ug,vit_c_mg,vit_d_ug,vit_e_mg,vit_k_ug,thiamin_mg,riboflavin_mg,niacin_mg,vit_b6_mg,folate_dfe_ug,vit_b12_ug,choline_mg,water_g".split(
      ",",
    );
  const butter = head.map((name) =>
    name === "id" ? "butter" : name === "energy_kcal" ? "700" : "0",
  );
  const lines = compareFoods(files, [head.join("\t"), butter.join("\t")].join("\n"));
  expect(lines).toContain("butter energyKcal: generated 717, table 700");
  expect(lines.at(-1)).toMatch(/^1 foods, 31 values compared/);
});
