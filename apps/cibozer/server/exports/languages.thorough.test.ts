import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createManualClock, identityModules } from "plinth";
import { startTestApplication, type TestApplication } from "plinth/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AISLES, ALLERGEN_LABELS, DIETS } from "#core";
import titlesAr from "../../data/recipe-titles.ar.json" with { type: "json" };
import titlesDe from "../../data/recipe-titles.de.json" with { type: "json" };
import { languages } from "../languages.ts";
import { exporting } from "./index.ts";

type Json = Readonly<Record<string, unknown>>;

const PASSWORD = "Correct-Horse7-battery";
const clock = createManualClock(Date.parse("2026-03-01T12:00:00Z"));
/** What was said in English for want of words, by language. */
const lacking: string[] = [];
const heard = Object.fromEntries(
  Object.entries(languages).map(([tag, declared]) => [
    tag,
    {
      ...declared,
      say: (message: string, values: Readonly<Record<string, string | number>>) => {
        const said = declared.say(message, values);
        // Plinth has words of its own, and its own test of them.
        if (said === undefined && isFile) lacking.push(`${tag}: ${message}`);
        return said;
      },
    },
  ]),
);
/** Whether a file of ours is being written. */
let isFile = false;
let application: TestApplication;
let anna: string;
let path: string;

const ask = (method: string, at: string, body?: unknown, headers: Record<string, string> = {}) =>
  application.fetch(at, {
    method,
    headers: {
      ...(anna === undefined ? {} : { Authorization: `Bearer ${anna}` }),
      "Content-Type": "application/json",
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const json = async (response: Promise<Response>) => (await (await response).json()) as Json;
const file = async (query: string, headers?: Record<string, string>): Promise<string> => {
  isFile = true;
  const text = await (await ask("GET", `${path}/file?${query}`, undefined, headers)).text();
  isFile = false;
  return text.replaceAll("\r\n ", "");
};
const pdf = async (query = ""): Promise<Buffer> =>
  Buffer.from(await (await ask("GET", `${path}/pdf${query}`)).arrayBuffer());
const textOf = (bytes: Buffer): string => {
  const at = join(application.dataDirectory, "plan.pdf");
  writeFileSync(at, bytes);
  return spawnSync("pdftotext", [at, "-"], { encoding: "utf8", timeout: 20_000 }).stdout;
};

beforeAll(async () => {
  application = await startTestApplication({
    modules: [...identityModules, exporting],
    clock,
    languages: heard,
  });
  const who = { email: "anna@example.com", password: PASSWORD };
  await ask("POST", "/api/v1/auth/signup", who, { "Accept-Language": "de-AT, en;q=0.3" });
  anna = String((await json(ask("POST", "/api/v1/auth/signin", who)))["accessToken"]);
  const wishes = { days: 3, seed: 6, excludeAllergens: ["milk"], startDate: "2026-03-02" };
  path = `/api/v1/plans/${String((await json(ask("POST", "/api/v1/plans", wishes)))["id"])}`;
  await ask("PATCH", path, { change: "note", day: 0, slot: "lunch", note: "für Łódź" });
});
afterAll(() => application.stop());

type Dish = { readonly id: string; readonly title: string };
const SAID = { de: titlesDe, ar: titlesAr } as const;

/** The dishes of the plan as one language calls them, and as only English does. */
const dishesIn = async (tag: keyof typeof SAID) => {
  const days = (await json(ask("GET", path)))["days"] as { meals: { recipe: Dish }[] }[];
  const recipes = days.flatMap(({ meals }) => meals.map(({ recipe }) => recipe));
  const titles = new Map(Object.entries(SAID[tag]));
  const all = [...titles.values()];
  return {
    named: recipes.map(({ id }) => titles.get(id) ?? "no title"),
    english: recipes.flatMap(({ title }) =>
      all.some((said) => said.includes(title)) ? [] : [title],
    ),
  };
};

/** Points from the left edge of the paper to its first word. */
const leftOf = (bytes: Buffer): number => {
  const at = join(application.dataDirectory, "plan.pdf");
  writeFileSync(at, bytes);
  const { stdout } = spawnSync("pdftotext", ["-bbox", at, "-"], {
    encoding: "utf8",
    timeout: 20_000,
  });
  return Number(/<word xMin="([\d.]+)"/.exec(stdout)?.[1]);
};

const poppler = spawnSync("pdfinfo", ["-v"]).error === undefined;

describe("P-114, MEAL-10: files in the language of whoever reads them", () => {
  it("are in that of the account, unless another is asked for", async () => {
    const german = await file("format=txt");
    expect(german).toContain("Cibozer: 3 Tage ab 2. März 2026, 2.000 kcal am Tag, Standard\n");
    expect(german).toContain("Ohne Milch. Lies die Etiketten: Marken unterscheiden sich.\n");
    expect(german).toContain("Frühstück: ");
    expect(german).toContain("  Obst und Gemüse\n");
    // What the account keeps goes before what the browser says, and what is asked for before both.
    expect(await file("format=txt", { "Accept-Language": "ar" })).toBe(german);
    expect(await file("format=txt&lang=en")).toContain("Without milk. Check labels");
    const arabic = await file("format=txt&lang=ar");
    expect(arabic).toContain("Cibozer: 3 أيام من 2 مارس 2026");
    expect(arabic).toContain("الفطور: ");
    expect(arabic).not.toMatch(/[,;] /);
    expect((await ask("GET", `${path}/file?lang=fr`)).status).toBe(400);
  });

  it("name their columns and their calendar in it", async () => {
    expect((await file("format=csv")).split("\r\n")[0]).toBe(
      '"Datum";"Uhrzeit";"Mahlzeit";"Gericht";"Rezept";"Portionen";"kcal";"Eiweiß g";"Fett g";"Kohlenhydrate g";"Kosten USD";"Notiz"',
    );
    expect((await file("format=csv&lang=ar")).split("\r\n")[0]).toContain('"التاريخ";"الوقت"');
    const calendar = await file("format=ics&lang=de");
    expect(calendar).toContain("PRODID:-//Cibozer//Meal plans//DE");
    expect(calendar).toMatch(/DESCRIPTION:.*Portion/);
  });

  it.each(["de", "ar"] as const)("name every dish in it, and none in English: %s", async (tag) => {
    const { named, english } = await dishesIn(tag);
    expect(english.length).toBeGreaterThan(3);
    for (const format of ["txt", "csv", "ics"]) {
      const text = (await file(`format=${format}&lang=${tag}`)).replaceAll("\\,", ",");
      expect([format, ...named.filter((title) => !text.includes(title))]).toEqual([format]);
      expect([format, ...english.filter((title) => text.includes(title))]).toEqual([format]);
    }
    // JSON is for programs: it goes by the id, and is the same for everybody.
    const portable = await file(`format=json&lang=${tag}`);
    expect(portable).toBe(await file("format=json&lang=en"));
    const again = await ask("POST", "/api/v1/plans/import", JSON.parse(portable));
    expect(again.status).toBe(201);
  });

  it("a calendar address keeps to the language of whoever made it", async () => {
    const { token } = await json(ask("POST", "/api/v1/calendar-feeds", {}));
    const read = async () => (await application.fetch(`/api/v1/calendars/${String(token)}`)).text();
    expect(await read()).toContain("PRODID:-//Cibozer//Meal plans//DE");
  });

  it.skipIf(!poppler)("paper says its language, and is written in its direction", async () => {
    const german = await pdf();
    expect(german.includes("/Lang (de)")).toBe(true);
    const words = textOf(german).replaceAll(/\s+/g, " ");
    for (const said of ["Essen für 3 Tage ab 2. März 2026", "Ohne Milch.", "Einkaufsliste"]) {
      expect(words).toContain(said);
    }
    expect(words).toContain("Seite 1 von");
    const dishes = await dishesIn("de");
    expect(dishes.named.filter((title) => !words.includes(title))).toEqual([]);
    // No number stands at the end of a line with its unit on the next.
    expect(textOf(german)).not.toMatch(/\d\n+(?:g|kg)\b/);
    const arabic = await pdf("?lang=ar");
    expect(arabic.includes("/Lang (ar)")).toBe(true);
    // Poppler puts what stands from right to left into the order of reading, with marks for spaces.
    const read = textOf(arabic).replaceAll(/[\s\u202a-\u202e]/g, "");
    // It tells letters that are drawn as one, and marks above them, in the order of sight.
    const plain = (await dishesIn("ar")).named.filter((title) => !/ل[اأإآ]|\p{M}/u.test(title));
    expect(plain.length).toBeGreaterThan(3);
    const texts = ["وجبات 3 أيام من 2 مارس 2026", "من دون حليب", "für Łódź", ...plain];
    for (const said of texts) {
      expect(read).toContain(said.replaceAll(" ", ""));
    }
    expect(leftOf(arabic)).toBeGreaterThan(leftOf(german) + 100);
  });

  it("a plan is mailed in it", async () => {
    const mailed = async () =>
      ((await json(ask("GET", "/api/v1/dev/mailbox")))["mails"] ?? []) as readonly {
        readonly subject: string;
        readonly text: string;
      }[];
    await expect.poll(async () => (await mailed()).length).toBe(1);
    const [confirmation] = await mailed();
    expect(confirmation?.subject).toBe("Bestätige deine E-Mail-Adresse für Test");
    const [, token] = /#token=([\w-]+)/.exec(confirmation?.text ?? "") ?? [];
    await ask("POST", "/api/v1/auth/email/verify", { token });
    isFile = true;
    expect((await ask("POST", `${path}/mail`)).status).toBe(202);
    isFile = false;
    await expect
      .poll(async () => (await mailed()).map(({ subject }) => subject))
      .toContain("Essen für 3 Tage ab 2. März 2026");
    const mail = (await mailed()).find(({ subject }) => subject.startsWith("Essen"));
    expect(mail?.text).toContain("Notiz: für Łódź");
    const { named } = await dishesIn("de");
    expect(named.filter((title) => mail?.text.includes(title) !== true)).toEqual([]);
  });

  it.each(Object.keys(languages))("%s has a word for every diet, allergen and aisle", (tag) => {
    const labels = [
      ...DIETS.map(({ label }) => label),
      ...Object.values(ALLERGEN_LABELS),
      ...AISLES.map(({ label }) => label),
    ];
    const say = languages[tag]?.say ?? (() => undefined);
    expect(labels.filter((label) => say(label, {}) === undefined)).toEqual([]);
  });

  it("lack no word of any of the languages", () => {
    expect([...new Set(lacking)]).toEqual([]);
  });
});
