import { identityModules } from "plinth";
import { startTestApplication, type TestApplication } from "plinth/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { languages } from "../../languages.ts";
import { createPeople, type Json } from "../../people.test-support.ts";
import { plans } from "../../plans/index.ts";

const OWN = "/api/v1/own-recipes";
const GIVEN = "/api/v1/contributed-recipes";
const REVIEW = "/api/v1/admin/recipe-proposals";
let application: TestApplication;
let ann: string;
let bob: string;
let boss: string;

const { call, signIn, serviceOf } = createPeople(() => application);

const idOf = async (name: string): Promise<string> => {
  const accounts = serviceOf<{ findByEmail: (email: string) => Promise<{ id: string }> }>(
    "accounts",
  );
  return (await accounts.findByEmail(`${name}@example.com`)).id;
};

const rice = (dish: string, ...more: readonly string[]) => ({
  title: `Rice with ${dish}`,
  slots: ["L", "D"],
  servings: 4,
  prepMinutes: 20,
  cookMinutes: 20,
  lines: [`500 g ${dish}`, "300 g basmati rice", "3 tbsp olive oil", "50 g butter", ...more].map(
    (text) => ({ text }),
  ),
  steps: ["Simmer it all."],
});

/** Writes a recipe and offers it; gives the author's path and the id of the offer. */
const offer = async (token: string, recipe: Json, credit?: string) => {
  const { json } = await call(token, "POST", OWN, recipe);
  const path = `${OWN}/${String(json["id"])}`;
  const body = { consent: true, ...(credit === undefined ? {} : { credit }) };
  expect((await call(token, "PUT", `${path}/proposal`, body)).status).toBe(200);
  const waiting = (await call(boss, "GET", REVIEW)).json["entries"] as readonly Json[];
  return { path, id: String(waiting.at(-1)?.["id"]) };
};
const judge = (id: string, body: Json) => call(boss, "PATCH", `${REVIEW}/${id}`, body);
const given = async (token: string): Promise<readonly Json[]> =>
  (await call(token, "GET", GIVEN)).json["recipes"] as readonly Json[];
const dishesOf = (json: Json) =>
  (json["days"] as { meals: { recipe: { id: string; title: string } }[] }[]).flatMap(({ meals }) =>
    meals.map(({ recipe }) => recipe),
  );
const mails = async (): Promise<readonly Json[]> =>
  (await call(boss, "GET", "/api/v1/dev/mailbox")).json["mails"] as readonly Json[];
const mailed = async (word: string): Promise<Json | undefined> =>
  (await mails()).find(({ text }) => String(text).includes(word));

beforeAll(async () => {
  application = await startTestApplication({
    modules: [...identityModules, plans],
    env: { TRUSTED_PROXIES: '["127.0.0.1"]' },
    languages,
  });
  [ann, bob, boss] = [
    await signIn("ann", "user", "premium"),
    await signIn("bob", "user", "premium"),
    await signIn("boss", "admin", "premium"),
  ];
});
afterAll(() => application.stop());

describe("MEAL-08: recipes that their authors gave to everybody", () => {
  it("P-110: what is not wholly known is never accepted: it may hold every allergen", async () => {
    const { id } = await offer(ann, rice("salmon", "1 tsp magic dust"));
    const refused = await judge(id, { state: "accepted" });
    expect(refused.status).toBe(409);
    expect(refused.json).toMatchObject({
      code: "RECIPE_NOT_PLANNABLE",
      obstacles: ["unknown-food"],
    });
    expect(await given(bob)).toEqual([]);
    await judge(id, { state: "returned" });
  });

  it("PRIV-04: are everybody's by their acceptance alone, under the name that their author chose or none", async () => {
    const named = await offer(ann, rice("chicken breast"), "Ann from the valley");
    const nameless = await offer(ann, rice("tofu"));
    expect(await given(bob)).toEqual([]);
    for (const { id } of [named, nameless]) await judge(id, { state: "accepted" });
    const list = await call(bob, "GET", GIVEN);
    expect(list.json["recipes"]).toMatchObject([
      { id: `contributed-${nameless.id}`, title: "Rice with tofu", credit: null },
      { id: `contributed-${named.id}`, contains: ["milk"], credit: "Ann from the valley" },
    ]);
    const one = await call(bob, "GET", `${GIVEN}/contributed-${nameless.id}`);
    expect(one.json).toMatchObject({ credit: null, steps: ["Simmer it all."], obstacles: [] });
    for (const secret of [await idOf("ann"), "ann@", named.path.slice(-36)]) {
      expect(list.text + one.text).not.toContain(secret);
    }
    // Her own stand in her list already.
    expect(await given(ann)).toEqual([]);
    expect((await call("", "GET", GIVEN)).status).toBe(401);
  });

  it("P-110: join the plans of others, never against an allergy or a diet", async () => {
    for (const dish of ["salmon", "cod"]) {
      await judge((await offer(ann, rice(dish))).id, { state: "accepted" });
    }
    for (const { id } of await given(bob)) {
      const rated = await call(bob, "PUT", `/api/v1/kitchen/tastes/${String(id)}`, { rating: 5 });
      expect(rated.status).toBe(200);
    }
    const plan = async (wishes: Json = {}) =>
      (await call(bob, "POST", "/api/v1/plans", { days: 7, kcal: 2200, seed: 1, ...wishes })).json;
    const others = (json: Json) => dishesOf(json).filter(({ id }) => id.startsWith("contributed-"));
    const free = await plan();
    expect(others(free).length).toBeGreaterThan(0);
    for (const wishes of [{ excludeAllergens: ["milk"] }, { diet: "vegan" }]) {
      expect(others(await plan(wishes))).toEqual([]);
    }
    // What is never wanted again is not planned again.
    for (const { id } of await given(bob)) {
      await call(bob, "PUT", `/api/v1/kitchen/tastes/${String(id)}`, { never: true });
    }
    expect(others(await plan())).toEqual([]);
    for (const { id } of await given(bob)) {
      await call(bob, "PUT", `/api/v1/kitchen/tastes/${String(id)}`, { rating: 5 });
    }
  });

  it("PRIV-04: are gone at once where their author takes them back: a plan keeps the dish, without its method", async () => {
    const { json } = await call(bob, "POST", "/api/v1/plans", { days: 7, kcal: 2200, seed: 1 });
    const path = `/api/v1/plans/${String(json["id"])}`;
    const dish = dishesOf(json).find(({ id }) => id.startsWith("contributed-"));
    const own = (await call(ann, "GET", OWN)).json["recipes"] as readonly Json[];
    const mine = own.find(({ title }) => title === dish?.title);
    expect((await call(ann, "DELETE", `${OWN}/${String(mine?.["id"])}/proposal`)).status).toBe(204);
    expect((await call(bob, "GET", `${GIVEN}/${dish?.id}`)).status).toBe(404);
    expect((await given(bob)).map(({ id }) => id)).not.toContain(dish?.id);
    const kept = await call(bob, "GET", path);
    expect(dishesOf(kept.json)).toContainEqual(dish);
    expect(kept.text).not.toContain("Simmer it all");
    const anew = await call(bob, "POST", `${path}/resolve`, { locked: [], seed: 4 });
    expect(anew.status).toBe(200);
    expect(dishesOf(anew.json).map(({ id }) => id)).not.toContain(dish?.id);
    expect((await call(bob, "POST", `${path}/undo`)).status).toBe(200);
  });

  it("P-114: authors are told in their language what became of theirs, with the word of who judged", async () => {
    await call(ann, "PATCH", "/api/v1/auth/me", { language: "de" });
    const { id, path } = await offer(ann, rice("trout"));
    await judge(id, { state: "accepted", note: "Lovely.\nhttps://evil.example/" });
    await expect.poll(() => mailed("Lovely."), { timeout: 30_000 }).toBeDefined();
    const mail = await mailed("Lovely.");
    expect(mail).toMatchObject({
      to: "ann@example.com",
      subject: "Dein Rezept ist jetzt für alle da",
    });
    expect(mail?.["text"]).toContain("> Rice with trout");
    expect(mail?.["text"]).toContain("> Lovely.\n> https://evil.example/\n");
    expect(mail?.["text"]).toContain(`/recipes/${path.slice(-40)}`);
    // What was accepted can be taken out again; its author learns that too.
    expect((await judge(id, { state: "returned", note: "Bones?" })).status).toBe(200);
    expect((await given(bob)).map((one) => one["id"])).not.toContain(`contributed-${id}`);
    await call(ann, "PATCH", "/api/v1/auth/me", { language: "ar" });
    const again = await offer(ann, rice("turkey breast"));
    await judge(again.id, { state: "returned", note: "Too dry." });
    await expect.poll(() => mailed("Too dry."), { timeout: 30_000 }).toBeDefined();
    expect(await mailed("Bones?")).toMatchObject({ subject: "Dein Rezept kam zurück" });
    expect(await mailed("Too dry.")).toMatchObject({ subject: "عادت إليك وصفتك" });
  });

  it("PRIV-02, PRIV-03: go with the account of their author, and into its export", async () => {
    const recipes = serviceOf<{
      exportProposals: (id: string) => Promise<readonly Json[]>;
      eraseProposals: (id: string) => Promise<void>;
    }>("recipes");
    const id = await idOf("ann");
    expect(await recipes.exportProposals(id)).toContainEqual(
      expect.objectContaining({ state: "accepted", credit: "Ann from the valley" }),
    );
    expect((await given(bob)).length).toBeGreaterThan(0);
    await recipes.eraseProposals(id);
    expect(await given(bob)).toEqual([]);
  });
});
