import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createManualClock, identityModules } from "plinth";
import { startTestApplication, type TestApplication } from "plinth/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { languages } from "../languages.ts";
import { createPeople, type Json } from "../people.test-support.ts";
import { exporting } from "./index.ts";

interface Dish {
  readonly portion: number;
  readonly nutrition: { readonly energyKcal: number };
  readonly recipe: { readonly id: string; readonly title: string };
}
type Days = readonly { readonly date: string; readonly meals: readonly Dish[] }[];
type Aisles = readonly { readonly lines: readonly { food: string; purchaseGrams: number }[] }[];

/** Who eats along: portions of three quarters, and a name that a spreadsheet would run. */
const MIA = "=Mia+1";
const BEN = "Ben";
let application: TestApplication;
let ann: string;
let path: string;
let days: Days;

const { call, signIn } = createPeople(() => application);
const bytesOf = async (address: string): Promise<Buffer> => {
  const headers = { Authorization: `Bearer ${ann}` };
  const response = await application.fetch(address, { headers });
  expect([address, response.status]).toEqual([address, 200]);
  return Buffer.from(await response.arrayBuffer());
};
const file = async (query: string): Promise<string> =>
  (await bytesOf(`${path}/file?${query}`)).toString("utf8");
const dishes = (from: Days = days): readonly Dish[] => from.flatMap(({ meals }) => meals);
/** The portion of somebody by their energy, to a quarter, worked out anew. */
const part = (kcal: number, { portion }: Dish): number =>
  Math.max(0.25, Math.round((portion * kcal * 4) / 2000) / 4);

/** Lines of a table whose fields are parted by a sign; no field here breaks a line. */
const tableOf = (text: string, sign: string): string[][] =>
  text
    .slice(1)
    .trimEnd()
    .split("\r\n")
    .map((line) =>
      [...line.matchAll(new RegExp(`("(?:[^"]|"")*"|[^"${sign}]*)(?:${sign}|$)`, "g"))]
        .map(([, field = ""]) => field)
        .slice(0, -1),
    );

beforeAll(async () => {
  application = await startTestApplication({
    modules: [...identityModules, exporting],
    clock: createManualClock(Date.parse("2026-03-01T12:00:00Z")),
    languages,
  });
  ann = await signIn("ann", "user", "premium");
  const wishes = { days: 3, kcal: 2000, seed: 6, startDate: "2026-03-02" };
  const { json } = await call(ann, "POST", "/api/v1/plans", wishes);
  path = `/api/v1/plans/${String(json["id"])}`;
  days = json["days"] as Days;
  await call(ann, "PUT", "/api/v1/privacy/consents/health-data", { version: 2 });
  const household = [
    { name: BEN, kcal: 2500, allergens: [] },
    { name: MIA, kcal: 1500, allergens: [] },
  ];
  expect((await call(ann, "PUT", "/api/v1/health-profile", { household })).status).toBe(200);
}, 120_000);
afterAll(() => application.stop());

describe("MEAL-09, MEAL-10: files of a household", () => {
  it("text has the portions of everybody, and the list of all of them", async () => {
    const alone = await file("format=txt");
    const text = await file("format=txt&along=0,1");
    expect(alone).not.toContain(BEN);
    expect(text).toContain(`You eat with ${BEN} and ${MIA}`);
    for (const dish of dishes()) {
      const words = (n: number): string => (n === 1 ? "1 serving" : `${n} servings`);
      expect(text).toContain(
        `(${words(dish.portion)}, ${BEN}: ${words(part(2500, dish))}, ${MIA}: ${words(part(1500, dish))}, `,
      );
    }
    // The list is that of the page for the same days and people: (2000 + 2500 + 1500) / 2000.
    expect(text.slice(text.indexOf("Groceries"))).toBe(
      (await file("format=txt&scale=3"))
        .split("Groceries")
        .slice(-1)
        .map((list) => `Groceries${list}`)[0],
    );
    const list = async (query: string) => {
      const aisles = (await call(ann, "GET", `${path}/groceries${query}`)).json["aisles"] as Aisles;
      return new Map(
        aisles.flatMap(({ lines }) => lines).map((one) => [one.food, one.purchaseGrams]),
      );
    };
    const [single, all] = [await list(""), await list("?scale=3")];
    for (const [food, grams] of all) expect(grams).toBeCloseTo(3 * (single.get(food) ?? 0), 1);
    expect((await call(ann, "GET", `${path}/file?along=12345`)).status).toBe(400);
  });

  it("holds the chosen days only, and is called after the first of them", async () => {
    const headers = { Authorization: `Bearer ${ann}` };
    const answer = await application.fetch(`${path}/file?format=ics&days=1,2`, { headers });
    expect(answer.headers.get("content-disposition")).toContain("cibozer-2026-03-03.ics");
    const calendar = (await answer.text()).replaceAll("\r\n ", "");
    expect(calendar).not.toContain("DTSTART:20260302");
    expect(calendar).toContain("DTSTART:20260303");
    expect(calendar).toContain("DTSTART:20260304");
    const text = await file("format=txt&days=1,2");
    expect(text).toContain("2 days from March 3, 2026");
    expect(text).not.toContain("Monday, March 2");
    // What is read back in is the whole plan of its owner.
    const portable = JSON.parse(await file("format=json&days=1&along=0")) as Json;
    expect(portable["days"]).toHaveLength(3);
    expect((await call(ann, "POST", "/api/v1/plans/import", portable)).status).toBe(201);
  });

  it.each([
    ["en", ",", "."],
    ["de", ";", ","],
    ["ar", ";", "."],
  ])("a table opens in a spreadsheet of its language: %s", async (lang, between, decimal) => {
    const text = await file(`format=csv&along=0,1&lang=${lang}`);
    expect(text.startsWith("\ufeff")).toBe(true);
    const [head = [], ...rows] = tableOf(text, between);
    expect(rows).toHaveLength(dishes().length);
    for (const row of rows) expect(row).toHaveLength(head.length);
    const at = head.findIndex((name) => name.includes(BEN));
    // A name of a column is text too, whatever it begins with.
    expect(head.slice(at, at + 2).every((name) => /^"[^=+@-]/.test(name))).toBe(true);
    const read = (field = ""): number => Number(field.replace(decimal, "."));
    for (const [i, dish] of dishes().entries()) {
      const row = rows[i] ?? [];
      const portions = [dish.portion, part(2500, dish), part(1500, dish)];
      expect(row.slice(at - 1, at + 2).map(read)).toEqual(portions);
      expect(read(row[at + 2])).toBe(dish.nutrition.energyKcal);
    }
    expect(text).toMatch(decimal === "," ? /;\d+,\d/ : /\d\.\d/);
  });

  it("a calendar tells each dish with the portions of everybody", async () => {
    const calendar = (await file("format=ics&along=0")).replaceAll("\r\n ", "");
    const told = [...calendar.matchAll(/\\, Ben: [\d.]+ serving/g)];
    expect(told).toHaveLength(dishes().length);
  });

  it("a mail has them too", async () => {
    expect((await call(ann, "POST", `${path}/mail?along=0&days=0`)).status).toBe(202);
    const found = async () => {
      const { json } = await call("", "GET", "/api/v1/dev/mailbox");
      const mails = (json["mails"] ?? []) as readonly Record<string, string>[];
      return mails.find(({ subject }) => subject?.includes("Meals for March 2"))?.["text"];
    };
    await expect.poll(found, { timeout: 20_000 }).toContain("You eat with Ben");
    expect(await found()).toContain("(Ben: ");
    expect(await found()).not.toContain("March 3");
  });

  it.skipIf(spawnSync("pdftotext", ["-v"]).error !== undefined)(
    "paper has a page for each chosen day and the list, with the amounts for everybody",
    async () => {
      const at = join(application.dataDirectory, "plan.pdf");
      writeFileSync(at, await bytesOf(`${path}/pdf?along=0,1&days=0,2`));
      const { stdout } = spawnSync("pdftotext", [at, "-"], { encoding: "utf8", timeout: 20_000 });
      const text = stdout.replaceAll(/\s+/g, " ");
      expect(text).toContain("2 days of meals from March 2, 2026");
      expect(text).toContain(`You eat with ${BEN} and ${MIA}: amounts and groceries are for all`);
      for (const dish of dishes(days.filter((_, i) => i !== 1))) {
        expect(text).toContain(dish.recipe.title);
        expect(text).toMatch(new RegExp(`Ben: ${part(2500, dish)} servings?, =Mia`));
      }
      expect(text).not.toContain("Tuesday");
      expect(text).toMatch(/page 1 of \d/);
    },
  );

  it("PRIV-04: says nothing of a household without consent, and nothing to a key", async () => {
    const made = await call(ann, "POST", "/api/v1/auth/keys", {
      name: "files",
      scopes: ["plans:read"],
    });
    const key = String(made.json["key"]);
    const byKey = (query: string) => call(key, "GET", `${path}/file?format=txt${query}`);
    expect((await byKey("")).status).toBe(200);
    expect((await byKey("&along=0")).status).toBe(403);
    await call(ann, "DELETE", "/api/v1/privacy/consents/health-data");
    for (const address of [`${path}/file?format=csv&along=0`, `${path}/pdf?along=0`]) {
      const refused = await call(ann, "GET", address);
      expect([refused.status, refused.json["code"]]).toEqual([403, "CONSENT_REQUIRED"]);
    }
    expect((await call(ann, "GET", `${path}/file?format=csv&scale=2`)).status).toBe(200);
  });
});
