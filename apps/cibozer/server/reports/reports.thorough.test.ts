import { identityModules } from "plinth";
import { startTestApplication, type TestApplication } from "plinth/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { languages } from "../languages.ts";
import { createPeople, type Json } from "../people.test-support.ts";
import { reports } from "./index.ts";

const GIVEN = "/api/v1/contributed-recipes";
const REPORTS = "/api/v1/admin/reports";
const SHARED = "/api/v1/shared-plans";
const SUPPORT = "kitchen@example.com";
let application: TestApplication;
let ann: string;
let bob: string;
let eve: string;
let boss: string;

const { call, signIn, serviceOf } = createPeople(() => application);

/** Gives a recipe to all; its id there. */
const give = async (title: string): Promise<string> => {
  const lines = ["500 g chicken breast", "300 g basmati rice", "3 tbsp olive oil", "50 g butter"];
  const recipe = {
    title,
    slots: ["L", "D"],
    servings: 4,
    prepMinutes: 20,
    cookMinutes: 20,
    lines: lines.map((text) => ({ text })),
    steps: ["Simmer it all."],
  };
  const { json } = await call(ann, "POST", "/api/v1/own-recipes", recipe);
  const path = `/api/v1/own-recipes/${String(json["id"])}/proposal`;
  expect((await call(ann, "PUT", path, { consent: true })).status).toBe(200);
  const review = "/api/v1/admin/recipe-proposals";
  const waiting = (await call(boss, "GET", review)).json["entries"] as readonly Json[];
  const id = String(waiting.at(-1)?.["id"]);
  expect((await call(boss, "PATCH", `${review}/${id}`, { state: "accepted" })).status).toBe(200);
  return `contributed-${id}`;
};
const report = (token: string, id: string, body: Json) =>
  call(token, "POST", `${GIVEN}/${id}/reports`, body);
const entries = async (): Promise<readonly Json[]> =>
  (await call(boss, "GET", REPORTS)).json["entries"] as readonly Json[];
const entryOf = async (id: string): Promise<Json | undefined> =>
  (await entries()).find((one) => id.endsWith(String(one["id"])));
const given = async (): Promise<readonly unknown[]> => {
  const { recipes } = (await call(bob, "GET", GIVEN)).json;
  return (recipes as readonly Json[]).map(({ id }) => id);
};
const idOf = async (name: string): Promise<string> => {
  const accounts = serviceOf<{ findByEmail: (email: string) => Promise<{ id: string }> }>(
    "accounts",
  );
  return (await accounts.findByEmail(`${name}@example.com`)).id;
};
const mailTo = async (address: string, word: string): Promise<Json | undefined> =>
  ((await call(boss, "GET", "/api/v1/dev/mailbox")).json["mails"] as readonly Json[]).find(
    ({ to, text }) => to === address && String(text).includes(word),
  );

beforeAll(async () => {
  application = await startTestApplication({
    modules: [...identityModules, reports],
    env: { TRUSTED_PROXIES: '["127.0.0.1"]', SUPPORT_EMAIL: SUPPORT },
    languages,
  });
  [ann, bob, eve, boss] = [
    await signIn("ann", "user", "premium"),
    await signIn("bob", "user"),
    await signIn("eve", "user"),
    await signIn("boss", "admin"),
  ];
});
afterAll(() => application.stop());

describe("MEAL-08: recipes of others are reported", () => {
  it("PRIV-04: reviewers are told how often and why, and not by whom; once of a person", async () => {
    const id = await give("Rice of the valley");
    const words = "There is cream in it as well.";
    expect((await report(bob, id, { reason: "wrong" })).status).toBe(204);
    expect((await report(bob, id, { reason: "unsafe", words })).status).toBe(204);
    expect((await report(eve, id, { reason: "copied" })).status).toBe(204);
    const entry = await entryOf(id);
    expect(entry).toMatchObject({
      kind: "recipe",
      plan: null,
      recipe: { id, title: "Rice of the valley", steps: ["Simmer it all."], credit: null },
      reports: [
        { reason: "copied", words: "" },
        { reason: "unsafe", words },
      ],
    });
    for (const name of ["ann", "bob", "eve"]) {
      expect(JSON.stringify(entry)).not.toContain(await idOf(name));
    }
    expect(await mailTo(SUPPORT, "/admin/reports")).toMatchObject({
      subject: "Something was reported",
    });
    expect((await mailTo(SUPPORT, "/admin/reports"))?.["text"]).not.toContain("cream");
    expect((await call(boss, "DELETE", `${REPORTS}/${String(entry?.["id"])}`)).status).toBe(204);
    expect(await entryOf(id)).toBeUndefined();
    expect(await given()).toContain(id);
  });

  it("AZ-02: one's own and what is not given are not reported, nor reviewed without the permission", async () => {
    const id = await give("Rice of the hills");
    expect((await report("", id, { reason: "other" })).status).toBe(401);
    expect((await report(ann, id, { reason: "other" })).status).toBe(404);
    expect((await report(bob, "contributed-none", { reason: "other" })).status).toBe(404);
    expect((await report(bob, id, { reason: "ugly" })).status).toBe(400);
    expect(await entryOf(id)).toBeUndefined();
    expect((await call(bob, "GET", REPORTS)).status).toBe(403);
    expect((await call(boss, "DELETE", `${REPORTS}/${id.slice(12)}`)).status).toBe(404);
  });

  it("MEAL-08: what is taken out is gone for all, and its author gets the mail of every recipe that comes back", async () => {
    const id = await give("Rice of the sea");
    await report(bob, id, { reason: "unsafe", words: "It made me ill." });
    const path = `${REPORTS}/${id.slice("contributed-".length)}/take-out`;
    expect((await call(boss, "POST", path, { note: "Where is the cream?" })).status).toBe(204);
    expect(await given()).not.toContain(id);
    expect(await entryOf(id)).toBeUndefined();
    await expect
      .poll(() => mailTo("ann@example.com", "Where is the cream?"), { timeout: 30_000 })
      .toMatchObject({ subject: "Your recipe came back" });
    const mail = await mailTo("ann@example.com", "Where is the cream?");
    for (const said of ["bob", "ill"]) expect(mail?.["text"]).not.toContain(said);
    expect((await call(boss, "POST", path, {})).status).toBe(404);
  });

  it("MEAL-08: what its author takes back meanwhile is gone, and is only dismissed", async () => {
    const id = await give("Rice of the wood");
    await report(bob, id, { reason: "other" });
    const own = (await call(ann, "GET", "/api/v1/own-recipes")).json["recipes"] as readonly Json[];
    const mine = own.find(({ title }) => title === "Rice of the wood");
    await call(ann, "DELETE", `/api/v1/own-recipes/${String(mine?.["id"])}/proposal`);
    const entry = await entryOf(id);
    expect(entry).toMatchObject({ recipe: null, plan: null });
    const path = `${REPORTS}/${String(entry?.["id"])}`;
    expect((await call(boss, "POST", `${path}/take-out`, {})).status).toBe(404);
    expect((await call(boss, "DELETE", path)).status).toBe(204);
  });

  it("PRIV-02, PRIV-03: what somebody reported is in their export, and goes with their account", async () => {
    const id = await give("Rice of the moor");
    await report(eve, id, { reason: "private", words: "She names me." });
    const service = serviceOf<{
      exportAll: (id: string) => Promise<readonly Json[]>;
      eraseAll: (id: string) => Promise<void>;
    }>("reports");
    const eveId = await idOf("eve");
    expect(await service.exportAll(eveId)).toMatchObject([
      { reason: "private", words: "She names me.", kind: "recipe" },
    ]);
    await service.eraseAll(eveId);
    expect(await entryOf(id)).toBeUndefined();
  });
});

describe("MEAL-10: shared plans are reported by whoever has the link", () => {
  const link = async (path: string, body: Json = {}) => {
    const { json } = await call(ann, "POST", path, body);
    return { path, token: String(json["token"]), id: String(json["id"]) };
  };
  const makePlan = async (days: number) => {
    const { json } = await call(ann, "POST", "/api/v1/plans", { days, kcal: 2200, seed: 1 });
    return { json, path: `/api/v1/plans/${String(json["id"])}/shares` };
  };
  const say = (body: Json) =>
    call("", "POST", `${SHARED}/reports`, { reason: "offensive", ...body });

  it("MEAL-10: only what opens is reported; a reviewer ends the link, and sees what people wrote alone", async () => {
    const { json, path } = await makePlan(7);
    const { token, id } = await link(path, { password: "pears" });
    expect((await say({ token: "A".repeat(43) })).status).toBe(404);
    expect((await say({ token })).json["code"]).toBe("SHARE_PASSWORD");
    expect(await entryOf(id)).toBeUndefined();
    expect((await say({ token, password: "pears", words: "Look at the titles." })).status).toBe(
      204,
    );
    expect((await say({ token, password: "pears" })).status).toBe(204);
    const entry = await entryOf(id);
    expect(entry).toMatchObject({
      kind: "plan",
      recipe: null,
      plan: { part: "plan", views: 0 },
      reports: [{ words: "" }, { words: "Look at the titles." }],
    });
    expect(JSON.stringify(entry)).not.toContain(await idOf("ann"));
    const days = json["days"] as { meals: { recipe: { id: string; title: string } }[] }[];
    const written = days
      .flatMap(({ meals }) => meals.map(({ recipe }) => recipe))
      .filter(({ title }) => title.startsWith("Rice of the"));
    expect(written.length).toBeGreaterThan(0);
    expect(entry?.["plan"]).toMatchObject({
      dishes: [...new Set(written.map(({ title }) => title))],
    });
    expect((await call(boss, "POST", `${REPORTS}/${id}/take-out`, {})).status).toBe(204);
    expect((await call("", "POST", SHARED, { token, password: "pears" })).status).toBe(404);
    expect((await call(ann, "GET", path)).json["shares"]).toEqual([]);
    expect(await entryOf(id)).toBeUndefined();
  });

  it("MEAL-10: keeps twenty of a link, however many are sent, and lists them page by page", async () => {
    const { path } = await makePlan(1);
    const { token, id } = await link(path);
    for (let i = 0; i < 22; i += 1) expect((await say({ token })).status).toBe(204);
    expect((await entryOf(id))?.["reports"]).toHaveLength(20);
    for (let i = 0; i < 19; i += 1) await say({ token: (await link(path)).token });
    await say({ token: (await link((await makePlan(1)).path, { part: "list" })).token });
    const first = (await call(boss, "GET", REPORTS)).json;
    expect(first["entries"]).toHaveLength(20);
    const rest = (await call(boss, "GET", `${REPORTS}?after=${String(first["next"])}`)).json;
    expect(rest["next"]).toBeNull();
    expect(rest["entries"]).toMatchObject([{ plan: { part: "list", dishes: [] } }]);
    const ids = [first, rest].flatMap((page) =>
      (page["entries"] as readonly Json[]).map((one) => one["id"]),
    );
    expect(new Set(ids).size).toBe(21);
  });
});
