import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineModule, type FieldSealer, identityModules } from "plinth";
import { startTestApplication, type TestApplication } from "plinth/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exporting } from "./exports/index.ts";
import { createPeople } from "./people.test-support.ts";

type Tables = Record<string, Record<string, string | number | null>>;

/** What was sealed only later, by table. */
const SEALED: Readonly<Record<string, readonly string[]>> = {
  plans: ["summary", "plan"],
  plan_versions: ["menu"],
  grocery_checks: ["checked"],
  kitchens: ["tastes", "pantry"],
  own_recipes: ["recipe", "photo_text"],
};
const CANARY = /canary-(?:of-)?(?:a-)?[a-z]+/g;
/** Gives the test the keys of the application. */
const keyhole = defineModule({ name: "keyhole", setup: ({ fields }) => ({ fields }) });
let application: TestApplication;
let token = "";
let path = "";

const { call, signUp } = createPeople(() => application);
/** Asks for what has to work. */
const ask = async (...asked: [method: string, at: string, body?: unknown, key?: string]) => {
  const answer = await call(token, ...asked);
  expect([...asked.slice(0, 2), answer.status, answer.status < 300 ? "" : answer.text]).toEqual([
    ...asked.slice(0, 2),
    answer.status,
    "",
  ]);
  return answer;
};
const rowsOf = (table: string) =>
  application.store.read<Tables>().selectFrom(table).selectAll().execute();
/** Every value that stands in a column that is to be sealed. */
const keptValues = async (): Promise<readonly string[]> => {
  const all = await Promise.all(
    Object.entries(SEALED).map(async ([table, columns]) =>
      (await rowsOf(table)).flatMap((row) => columns.map((column) => row[column] ?? "")),
    ),
  );
  return all
    .flat()
    .filter((value) => value !== "")
    .map(String);
};
/** What an account sees of all it keeps, by every way that there is to it. */
const everything = async (link: string, calendar: string): Promise<string> => {
  const answers = [
    await ask("GET", "/api/v1/plans"),
    await ask("GET", path),
    await ask("GET", `${path}/groceries`),
    await ask("GET", `${path}/file?format=json`),
    await ask("POST", "/api/v1/shared-plans", { token: link }),
    await ask("GET", calendar),
    await ask("GET", "/api/v1/kitchen"),
    await ask("GET", "/api/v1/own-recipes"),
  ];
  return answers.map(({ text }) => text).join("\n");
};
const exported = async (): Promise<string> => {
  const [account] = await rowsOf("accounts");
  const entries = application.view.personalData().filter(({ table }) => table in SEALED);
  const parts = await Promise.all(entries.map((one) => one.export(String(account?.["id"]))));
  return JSON.stringify(parts);
};
const canariesIn = (text: string): readonly string[] => [...new Set(text.match(CANARY))].toSorted();

let link = "";
let calendar = "";

beforeAll(async () => {
  application = await startTestApplication({ modules: [...identityModules, exporting, keyhole] });
  token = await signUp("ann@example.com");
  const wishes = { days: 2, seed: 6, excludeAllergens: ["milk"], note: "canary-wish" };
  const { json } = await ask("POST", "/api/v1/plans", wishes, "one-key");
  path = `/api/v1/plans/${String(json["id"])}`;
  const note = (words: string) =>
    ask("PATCH", path, { change: "note", day: 0, slot: "lunch", note: words });
  await note("canary-before");
  await note("canary-now");
  const pantry = { staples: ["canary-staple"], stock: [{ food: "canary-stock", grams: 5 }] };
  await ask("PUT", "/api/v1/kitchen/pantry", pantry);
  await ask("PUT", `${path}/groceries/checks`, {
    changes: [{ food: "canary-bought", done: true }],
  });
  await ask("POST", "/api/v1/own-recipes", {
    title: "canary-dish",
    slots: ["L"],
    servings: 2,
    prepMinutes: 5,
    cookMinutes: 5,
    lines: [{ text: "600 g potatoes" }],
    steps: ["canary-step"],
  });
  link = String((await ask("POST", `${path}/shares`, {})).json["token"]);
  const feed = await ask("POST", "/api/v1/calendar-feeds", {});
  calendar = `/api/v1/calendars/${String(feed.json["token"])}`;
});
afterAll(() => application.stop());

it("PRIV-06: no file of the data directory tells what somebody plans, likes, has and cooks", async () => {
  const values = await keptValues();
  expect(values.length).toBeGreaterThanOrEqual(8);
  expect(values.filter((value) => !value.startsWith("f1."))).toEqual([]);
  const files = readdirSync(application.dataDirectory, { recursive: true, withFileTypes: true });
  const told = files
    .filter((file) => file.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name), "latin1"))
    .flatMap(canariesIn);
  expect(told).toEqual([]);
});

it("PRIV-02, PRIV-06: its owner sees all of it, and takes all of it along", async () => {
  const seen = canariesIn(await everything(link, calendar));
  expect(seen).toEqual([
    "canary-bought",
    "canary-dish",
    "canary-now",
    "canary-staple",
    "canary-stock",
    "canary-wish",
  ]);
  const again = await ask(
    "POST",
    "/api/v1/plans",
    { days: 2, seed: 6, excludeAllergens: ["milk"], note: "canary-wish" },
    "one-key",
  );
  expect(path).toContain(String(again.json["id"]));
  expect(canariesIn(await exported())).toEqual(
    [...seen, "canary-before", "canary-step"].toSorted(),
  );
});

it("PRIV-06: rows from before they were sealed work as they did, and are sealed by the night's job", async () => {
  const before = await everything(link, calendar);
  const { fields } = application.modules.service("keyhole") as { fields: FieldSealer };
  const [account] = await rowsOf("accounts");
  for (const [table, columns] of Object.entries(SEALED)) {
    const classes = application.view.data().find((one) => one.table === table);
    const keys = [classes?.rowId ?? "id"].flat();
    for (const row of await rowsOf(table)) {
      for (const column of columns) {
        if (row[column] === null) continue;
        const place = {
          table,
          column,
          row: keys.map((key) => String(row[key])).join(":"),
          account: String(account?.["id"]),
        };
        const plain = await fields.open(place, String(row[column]));
        let update = application.store
          .write<Tables>()
          .updateTable(table)
          .set({ [column]: plain });
        for (const key of keys) update = update.where(key, "=", row[key] ?? "");
        await update.execute();
      }
    }
  }
  expect((await keptValues()).filter((value) => value.startsWith("f1."))).toEqual([]);
  expect(await everything(link, calendar)).toBe(before);
  const privacy = application.modules.service("privacy") as { sealPlain: () => Promise<number> };
  expect(await privacy.sealPlain()).toBe((await keptValues()).length);
  expect((await keptValues()).filter((value) => !value.startsWith("f1."))).toEqual([]);
  expect(await everything(link, calendar)).toBe(before);
});

it("UX-02: of many changes at once none is lost", async () => {
  const foods = Array.from({ length: 12 }, (_, number) => `food-${number}`);
  const checks = `${path}/groceries/checks`;
  await Promise.all(foods.map((food) => ask("PUT", checks, { changes: [{ food, done: true }] })));
  const { json } = await ask("GET", `${path}/groceries`);
  expect((json["checked"] as string[]).toSorted()).toEqual([...foods, "canary-bought"].toSorted());
});
