import { identityModules } from "plinth";
import { startTestApplication, type TestApplication } from "plinth/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPeople, type Json } from "../people.test-support.ts";
import { plans } from "../plans/index.ts";

const PATH = "/api/v1/own-recipes";
let application: TestApplication;
let ann: string;
let bob: string;
/** What every answer of the stand-in for other people's pages has. */
const NOTHING = { status: 200, headers: {}, bytes: new Uint8Array(), json: () => null };
let page = "";

const { call, signUp } = createPeople(() => application);

const stew = {
  title: "Grandmother's stew",
  slots: ["L", "D"],
  servings: 4,
  prepMinutes: 20,
  cookMinutes: 60,
  lines: [
    { text: "600 g stewing beef" },
    { text: "1 kg potatoes" },
    { text: "3 carrots" },
    { text: "2 tbsp olive oil" },
    { text: "100 ml double cream" },
  ],
  steps: ["Brown the beef.", "Simmer with the rest."],
};

beforeAll(async () => {
  application = await startTestApplication({
    modules: [...identityModules, plans],
    env: { TRUSTED_PROXIES: '["127.0.0.1"]' },
    alter: {
      outbound: (client) => ({
        ...client,
        request: async (url, options) =>
          String(url).startsWith("https://recipes.example/")
            ? { ...NOTHING, url: String(url), text: () => page }
            : client.request(url, options),
      }),
    },
  });
  ann = await signUp("ann@example.com");
  bob = await signUp("bob@example.com");
});
afterAll(() => application.stop());

describe("recipes of one's own", () => {
  it("MEAL-06: a recipe is kept with what follows from its lines", async () => {
    const { status, headers, json } = await call(ann, "POST", PATH, stew);
    expect(status).toBe(201);
    expect(headers.get("location")).toBe(`${PATH}/${String(json["id"])}`);
    expect(json).toMatchObject({ revision: 1, contains: ["milk"], obstacles: [], minutes: 80 });
    expect(json["diets"]).not.toContain("vegan");
    const list = await call(ann, "GET", PATH);
    expect(list.json["recipes"]).toMatchObject([{ id: json["id"], title: stew.title }]);
    const [{ ingredients }] = list.json["recipes"] as [{ ingredients: { grams: number }[] }];
    const known = (json["lines"] as { food: string | null; grams: number | null }[])
      .map(({ food, grams }) => ({ food, grams: grams ?? 0 }))
      .toSorted((one, other) => other.grams - one.grams);
    expect(ingredients).toEqual(known);
    expect((await call(ann, "GET", `${PATH}/${String(json["id"])}`)).json).toEqual(json);
    expect((await call(ann, "DELETE", `${PATH}/${String(json["id"])}`)).status).toBe(204);
  });

  it("P-102: nobody sees, changes or rates the recipe of another", async () => {
    const { json } = await call(ann, "POST", PATH, stew);
    const one = `${PATH}/${String(json["id"])}`;
    const change = { ...stew, revision: 1 };
    expect((await call(bob, "GET", one)).status).toBe(404);
    expect((await call(bob, "PUT", one, change)).status).toBe(404);
    expect((await call(bob, "DELETE", one)).status).toBe(404);
    expect((await call(bob, "DELETE", `${one}/photo`)).status).toBe(404);
    const taste = `/api/v1/kitchen/tastes/${String(json["id"])}`;
    expect((await call(bob, "PUT", taste, { rating: 5 })).status).toBe(404);
    expect((await call(ann, "PUT", taste, { rating: 5 })).status).toBe(200);
    expect((await call(bob, "GET", PATH)).json["recipes"]).toEqual([]);
    expect((await call(ann, "DELETE", one)).status).toBe(204);
  });

  it("SES-06: a change names the revision it saw", async () => {
    const { json } = await call(ann, "POST", PATH, stew);
    const one = `${PATH}/${String(json["id"])}`;
    const changed = { ...stew, title: "Stew", revision: 1 };
    expect((await call(ann, "PUT", one, changed)).json).toMatchObject({
      title: "Stew",
      revision: 2,
    });
    expect((await call(ann, "PUT", one, changed)).status).toBe(409);
    expect((await call(ann, "DELETE", one)).status).toBe(204);
  });

  it("P-110: joins plans, never against an allergy, and stays in the plan when it is gone", async () => {
    const person = await signUp("own@example.com");
    const mine: unknown[] = [];
    for (const dish of ["500 g chicken breast", "500 g salmon", "500 g tofu", "500 g cod"]) {
      const rest = ["300 g basmati rice", "3 tbsp olive oil", "50 g butter"];
      const lines = [dish, ...rest].map((text) => ({ text }));
      const body = { ...stew, title: `Rice with ${dish}`, lines };
      mine.push((await call(person, "POST", PATH, body)).json["id"]);
    }
    const lines = [...stew.lines, { text: "1 tsp magic dust" }];
    const { json: unknown } = await call(person, "POST", PATH, { ...stew, lines });
    expect(unknown).toMatchObject({ obstacles: ["unknown-food"], diets: [] });
    const idsOf = (json: Json): readonly string[] =>
      (json["days"] as { meals: { recipe: { id: string } }[] }[]).flatMap(({ meals }) =>
        meals.map(({ recipe }) => recipe.id),
      );
    const plan = async (wishes: Json) =>
      (await call(person, "POST", "/api/v1/plans", { days: 3, kcal: 2200, seed: 1, ...wishes }))
        .json;
    const free = await plan({ days: 7 });
    const own = idsOf(free).find((id) => mine.includes(id)) ?? "";
    expect(own).toMatch(/^own-/);
    expect(idsOf(free)).not.toContain(unknown["id"]);
    const without = idsOf(await plan({ days: 7, excludeAllergens: ["milk"] }));
    expect(without.filter((id) => id.startsWith("own-"))).toEqual([]);
    const vegan = idsOf(await plan({ days: 7, diet: "vegan" }));
    expect(vegan.filter((id) => id.startsWith("own-"))).toEqual([]);

    for (const id of mine) {
      expect((await call(person, "DELETE", `${PATH}/${String(id)}`)).status).toBe(204);
    }
    const at = `/api/v1/plans/${String(free["id"])}`;
    const days = free["days"] as { meals: { slot: string; recipe: { id: string } }[] }[];
    const day = days.findIndex(({ meals }) => meals.some(({ recipe }) => recipe.id === own));
    const other = days[day]?.meals.find(({ recipe }) => !mine.includes(recipe.id))?.slot;
    const swapped = await call(person, "POST", `${at}/swap`, { day, slot: other, seed: 3 });
    expect(swapped.status).toBe(200);
    expect(idsOf(swapped.json)).toContain(own);
    expect((await call(person, "POST", `${at}/undo`)).status).toBe(200);
    const solved = await call(person, "POST", `${at}/resolve`, { locked: [], seed: 4 });
    expect(solved.status).toBe(200);
    expect(idsOf(solved.json).filter((id) => mine.includes(id))).toEqual([]);
  });

  it("MEAL-10: reads a page by its address or pasted, and saves nothing", async () => {
    page = `<script type="application/ld+json">${JSON.stringify({
      "@type": "Recipe",
      name: "Soup",
      recipeIngredient: ["800 g tomatoes", "1 spoonful of wonder"],
    })}</script>`;
    const byAddress = await call(bob, "POST", `${PATH}/import`, {
      url: "https://recipes.example/soup",
    });
    expect(byAddress.status).toBe(200);
    expect(byAddress.json).toMatchObject({
      title: "Soup",
      source: "https://recipes.example/soup",
      obstacles: ["unknown-food"],
    });
    const pasted = await call(bob, "POST", `${PATH}/import`, { page });
    expect(pasted.json).toMatchObject({ title: "Soup", source: null });
    expect((await call(bob, "GET", PATH)).json["recipes"]).toEqual([]);
    expect((await call(bob, "POST", `${PATH}/import`, { page: "<p>Nothing" })).status).toBe(422);
    expect((await call(bob, "POST", `${PATH}/import`, {})).status).toBe(400);
  });

  it.each(["http://127.0.0.1/x", "http://169.254.169.254/", "http://[::1]/", "file:///etc/passwd"])(
    "P-010: %s is not called",
    async (url) => {
      expect((await call(bob, "POST", `${PATH}/import`, { url })).status).toBe(400);
    },
  );

  it("UPL-04: keeps a photo made anew, for its owner alone, and removes it with the recipe", async () => {
    const { json } = await call(ann, "POST", PATH, stew);
    const one = `${PATH}/${String(json["id"])}`;
    const formOf = (bytes: Uint8Array<ArrayBuffer>, text: string) => {
      const form = new FormData();
      if (text !== "") form.set("text", text);
      form.set("photo", new Blob([bytes], { type: "image/png" }), "stew.png");
      return form;
    };
    const png = Uint8Array.from(
      atob(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
      ),
      (char) => char.charCodeAt(0),
    );
    const html = new TextEncoder().encode("<script>alert(1)</script>");
    expect((await call(ann, "PUT", `${one}/photo`, formOf(html, "A pot"))).status).toBe(415);
    expect((await call(ann, "PUT", `${one}/photo`, formOf(png, ""))).status).toBe(400);
    const kept = await call(ann, "PUT", `${one}/photo`, formOf(png, "A pot of stew"));
    expect(kept.status).toBe(200);
    expect(kept.json["photo"]).toMatchObject({ text: "A pot of stew" });
    const { url } = kept.json["photo"] as { url: string };
    const seen = await call(ann, "GET", url);
    expect([seen.status, seen.headers.get("content-type")]).toEqual([200, "image/webp"]);
    expect((await call(bob, "GET", url)).status).toBe(404);
    expect((await call(ann, "DELETE", one)).status).toBe(204);
    expect((await call(ann, "GET", url)).status).toBe(404);
  });
});
