import { identityModules } from "plinth";
import { startTestApplication, type TestApplication } from "plinth/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPeople, type Json } from "../../people.test-support.ts";
import { plans } from "../../plans/index.ts";

const REVIEW = "/api/v1/admin/recipe-proposals";
let application: TestApplication;
let ann: string;
let bob: string;
let boss: string;

const { call, signIn, serviceOf } = createPeople(() => application);

const stew = {
  title: "Grandmother's stew",
  slots: ["L", "D"],
  servings: 4,
  prepMinutes: 20,
  cookMinutes: 60,
  lines: [{ text: "600 g stewing beef" }, { text: "1 kg potatoes" }, { text: "a pinch of zorgle" }],
  steps: ["Brown the beef.", "Simmer with the rest."],
};

const write = async (token: string, recipe: Json = stew): Promise<string> => {
  const { json } = await call(token, "POST", "/api/v1/own-recipes", recipe);
  return `/api/v1/own-recipes/${String(json["id"])}`;
};
const offer = (token: string, path: string, consent: unknown = true) =>
  call(token, "PUT", `${path}/proposal`, { consent });
const waiting = async (state = "waiting"): Promise<readonly Json[]> =>
  (await call(boss, "GET", `${REVIEW}?state=${state}`)).json["entries"] as readonly Json[];

beforeAll(async () => {
  application = await startTestApplication({
    modules: [...identityModules, plans],
    env: { TRUSTED_PROXIES: '["127.0.0.1"]' },
  });
  [ann, bob, boss] = [
    await signIn("ann", "user"),
    await signIn("bob", "user"),
    await signIn("boss", "admin"),
  ];
});
afterAll(() => application.stop());

describe("MEAL-08: recipes that their authors offer to everybody", () => {
  it("PRIV-04: are seen by whoever reviews them only with their author's word, and without their name", async () => {
    const path = await write(ann);
    expect((await call(ann, "GET", `${path}/proposal`)).json).toEqual({ proposal: null });
    expect((await offer(ann, path, false)).status).toBe(400);
    expect(await waiting()).toEqual([]);
    expect((await offer(ann, path)).json).toMatchObject({ proposal: { state: "waiting" } });
    const { text, json } = await call(boss, "GET", REVIEW);
    expect(json["entries"]).toMatchObject([{ state: "waiting", recipe: { title: stew.title } }]);
    const accounts = serviceOf<{ findByEmail: (email: string) => Promise<{ id: string }> }>(
      "accounts",
    );
    const { id } = await accounts.findByEmail("ann@example.com");
    for (const secret of [id, path.slice(-36), "ann@"]) expect(text).not.toContain(secret);
    expect((await call(ann, "GET", REVIEW)).status).toBe(403);
  });

  it("MEAL-08: come with the faults of their data: what is no known food is named", async () => {
    const [entry] = await waiting();
    const recipe = entry?.["recipe"] as { obstacles: string[]; lines: Json[] };
    expect(recipe.obstacles).toContain("unknown-food");
    const unknown = recipe.lines.filter(({ food }) => food === null).map(({ text }) => text);
    expect(unknown).toEqual(["a pinch of zorgle"]);
  });

  it("are returned or accepted once, with a word that their author reads", async () => {
    const [entry] = await waiting();
    const one = `${REVIEW}/${String(entry?.["id"])}`;
    const decision = { state: "returned", note: "What is zorgle?" };
    expect((await call(bob, "PATCH", one, decision)).status).toBe(403);
    expect((await call(boss, "PATCH", one, decision)).json).toMatchObject(decision);
    expect((await call(boss, "PATCH", one, { state: "accepted" })).status).toBe(404);
    expect(await waiting()).toEqual([]);
    expect(await waiting("returned")).toHaveLength(1);
    const path = await write(ann, { ...stew, title: "Better stew", lines: stew.lines.slice(0, 2) });
    await offer(ann, path);
    const [better] = await waiting();
    await call(boss, "PATCH", `${REVIEW}/${String(better?.["id"])}`, { state: "accepted" });
    expect((await call(ann, "GET", `${path}/proposal`)).json).toMatchObject({
      proposal: { state: "accepted", note: "" },
    });
  });

  it("are a copy: what is changed later is offered anew, or not; what is deleted is offered no more", async () => {
    const path = await write(bob, { ...stew, title: "Bob's stew" });
    await offer(bob, path);
    const changed = { ...stew, title: "Bob's secret", revision: 1 };
    expect((await call(bob, "PUT", path, changed)).status).toBe(200);
    expect(await waiting()).toMatchObject([{ recipe: { title: "Bob's stew" } }]);
    await offer(bob, path);
    expect(await waiting()).toMatchObject([{ recipe: { title: "Bob's secret" } }]);
    expect((await call(bob, "DELETE", `${path}/proposal`)).status).toBe(204);
    expect(await waiting()).toEqual([]);
    expect((await call(bob, "DELETE", `${path}/proposal`)).status).toBe(404);
    await offer(bob, path);
    await call(bob, "DELETE", path);
    expect(await waiting()).toEqual([]);
  });

  it("P-102: nobody offers, reads or takes back another's", async () => {
    const path = await write(ann, { ...stew, title: "Mine" });
    await offer(ann, path);
    expect((await offer(bob, path)).status).toBe(404);
    expect((await call(bob, "GET", `${path}/proposal`)).status).toBe(404);
    expect((await call(bob, "DELETE", `${path}/proposal`)).status).toBe(404);
    expect(await waiting()).toHaveLength(1);
  });

  it("PRIV-02, PRIV-03: are given out and taken away with their account", async () => {
    const { findByEmail } = serviceOf<{ findByEmail: (email: string) => Promise<{ id: string }> }>(
      "accounts",
    );
    const { id } = await findByEmail("ann@example.com");
    const recipes = serviceOf<{
      exportProposals: (id: string) => Promise<readonly Json[]>;
      eraseProposals: (id: string) => Promise<void>;
    }>("recipes");
    expect(await recipes.exportProposals(id)).toHaveLength(3);
    await recipes.eraseProposals(id);
    expect(await recipes.exportProposals(id)).toEqual([]);
    expect(await waiting()).toEqual([]);
  });
});
