import { createManualClock, identityModules } from "plinth";
import { startTestApplication, type TestApplication } from "plinth/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPeople, type Json, PASSWORD } from "../../people.test-support.ts";
import { plans } from "../index.ts";

const OPEN = "/api/v1/shared-plans";
const clock = createManualClock(Date.parse("2026-03-01T12:00:00Z"));
let application: TestApplication;
let ann: string;
let bob: string;
let plan: Json;
let path: string;

const { call, signUp } = createPeople(() => application);
const share = async (body: Json = {}): Promise<{ token: string; id: string }> => {
  const { status, json } = await call(ann, "POST", `${path}/shares`, body);
  expect(status).toBe(201);
  return { token: String(json["token"]), id: String(json["id"]) };
};
const open = (token: string, password?: string) =>
  call("", "POST", OPEN, { token, ...(password === undefined ? {} : { password }) });

beforeAll(async () => {
  application = await startTestApplication({
    modules: [...identityModules, plans],
    env: { TRUSTED_PROXIES: '["127.0.0.1"]' },
    clock,
  });
  ann = await signUp("ann@example.com");
  bob = await signUp("bob@example.com");
  const wishes = {
    days: 2,
    seed: 6,
    leftovers: "lunch",
    excludeAllergens: ["milk"],
    note: "for my belly",
  };
  plan = (await call(ann, "POST", "/api/v1/plans", wishes)).json;
  path = `/api/v1/plans/${String(plan["id"])}`;
  const at = { day: 0, slot: "lunch" };
  await call(ann, "PATCH", path, { change: "note", ...at, note: '=SUM(1), "quoted"' });
  plan = (await call(ann, "GET", path)).json;
});
afterAll(() => application.stop());

describe("MEAL-10: a plan is shared by a link", () => {
  it("gives what is eaten and bought to whoever has it, and nothing of who it is for", async () => {
    const { token } = await share();
    const { status, json, text } = await open(token);
    expect(status).toBe(200);
    expect(json).toEqual({
      part: "plan",
      days: plan["days"],
      targets: plan["targets"],
      groceries: plan["groceries"],
      leftovers: [{ day: 1, slot: "lunch", from: { day: 0, slot: "dinner" } }],
    });
    for (const secret of ["belly", "quoted", String(plan["id"]), "ann@"]) {
      expect(text).not.toContain(secret);
    }
    const { shares } = (await call(ann, "GET", `${path}/shares`)).json as { shares: Json[] };
    expect(shares[0]).toMatchObject({ views: 1, hasPassword: false, isOpen: true });
    expect(JSON.stringify(shares)).not.toContain(token);
  });

  it("shows the list alone where that is what was shared", async () => {
    const { token } = await share({ part: "list", password: "pears" });
    expect((await open(token)).json["code"]).toBe("SHARE_PASSWORD");
    const { json, text } = await open(token, "pears");
    expect(json).toEqual({
      part: "list",
      days: [],
      targets: null,
      groceries: plan["groceries"],
      leftovers: [],
    });
    const [day] = plan["days"] as { meals: { recipe: { title: string } }[] }[];
    for (const { recipe } of day?.meals ?? []) expect(text).not.toContain(recipe.title);
  });

  it("asks for its password, and is closed by too many wrong ones", async () => {
    const { token } = await share({ password: "tulip" });
    expect((await open(token)).json).toMatchObject({ code: "SHARE_PASSWORD", wrong: false });
    expect((await open(token, "rose")).json).toMatchObject({ code: "SHARE_PASSWORD", wrong: true });
    expect((await open(token, "tulip")).status).toBe(200);
    for (let n = 0; n < 19; n += 1) await open(token, `rose ${n}`);
    expect((await open(token, "tulip")).status).toBe(404);
  });

  it("ends after its time, after its views however many come at once, and when it is taken back", async () => {
    const timed = await share({ expiresInDays: 2 });
    expect((await open(timed.token)).status).toBe(200);
    clock.advance(2 * 86_400_000);
    expect((await open(timed.token)).status).toBe(404);
    ann = String(
      (
        await call("", "POST", "/api/v1/auth/signin", {
          email: "ann@example.com",
          password: PASSWORD,
        })
      ).json["accessToken"],
    );
    const counted = await share({ maxViews: 3 });
    const opened = await Promise.all(Array.from({ length: 8 }, () => open(counted.token)));
    expect(opened.filter(({ status }) => status === 200)).toHaveLength(3);
    const taken = await share();
    expect((await call(ann, "DELETE", `/api/v1/plan-shares/${taken.id}`)).status).toBe(204);
    expect((await open(taken.token)).status).toBe(404);
    const never = (await open("A".repeat(43))).json;
    expect((await open(taken.token)).json["detail"]).toBe(never["detail"]);
  });

  it("P-102: nobody makes, sees or takes back links of another's plan", async () => {
    bob = String(
      (
        await call("", "POST", "/api/v1/auth/signin", {
          email: "bob@example.com",
          password: PASSWORD,
        })
      ).json["accessToken"],
    );
    const { id, token } = await share();
    const attempts = await Promise.all([
      call(bob, "POST", `${path}/shares`, {}),
      call(bob, "GET", `${path}/shares`),
      call(bob, "DELETE", `/api/v1/plan-shares/${id}`),
      call(bob, "GET", `${path}/file`),
    ]);
    expect(attempts.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect((await open(token)).status).toBe(200);
  });
});

describe("MEAL-10: a plan as a file", () => {
  const file = async (format: string) => await call(ann, "GET", `${path}/file?format=${format}`);
  const meals = () =>
    (plan["days"] as { meals: { recipe: { title: string } }[] }[]).flatMap((day) => day.meals);

  it("JSON is read back in as the same plan, and no number of it is believed", async () => {
    const { json, headers } = await file("json");
    expect(headers.get("content-disposition")).toMatch(/^attachment; filename="cibozer-.*\.json"$/);
    const again = await call(ann, "POST", "/api/v1/plans/import", json);
    expect(again.status).toBe(201);
    for (const part of ["days", "groceries", "targets", "request", "notes"]) {
      expect(again.json[part]).toEqual(plan[part]);
    }
    const made = { ...json, days: (json["days"] as unknown[]).slice(0, 1) };
    expect((await call(ann, "POST", "/api/v1/plans/import", made)).status).toBe(201);
  });

  it("P-110: a file cannot bring in what it excludes itself, nor what does not exist", async () => {
    const { json } = await file("json");
    const request = json["request"] as Json;
    const [day = []] = json["days"] as Json[][];
    const read = (changed: Json) =>
      call(ann, "POST", "/api/v1/plans/import", { ...json, ...changed });
    const everything = [
      "gluten",
      "egg",
      "fish",
      "soy",
      "milk",
      "nuts",
      "celery",
      "mustard",
      "sesame",
    ];
    const excluded = await read({ request: { ...request, excludeAllergens: everything } });
    expect([excluded.status, excluded.json["code"]]).toEqual([422, "MEAL_EXCLUDED"]);
    const low = await read({ days: [day.map((meal) => ({ ...meal, portion: 0.5 }))] });
    expect(low.json["code"]).toBe("DAY_OUT_OF_BOUNDS");
    const [first, ...rest] = day;
    const unknown = await read({ days: [[{ ...first, recipe: "no-such-dish" }, ...rest]] });
    expect([unknown.status, unknown.json["code"]]).toEqual([400, "VALIDATION_ERROR"]);
    expect((await read({ request: { ...request, kcal: 100 } })).status).toBe(400);
  });

  it("CSV has a line for every dish, and nothing that a spreadsheet would run", async () => {
    const { text } = await file("csv");
    const lines = text.trimEnd().split("\r\n");
    expect(lines).toHaveLength(1 + meals().length);
    for (const { recipe } of meals()) expect(text).toContain(`"${recipe.title}"`);
    expect(text).toContain(`"'=SUM(1), ""quoted"""`);
  });

  it("text tells the days and the list", async () => {
    const { text } = await file("txt");
    for (const { recipe } of meals()) expect(text).toContain(recipe.title);
    expect(text).toContain("[ ] ");
    expect(text).toContain("Without milk");
  });

  it("RFC 5545: a calendar with an entry for every sitting, in lines of at most 75 bytes", async () => {
    const { text, headers } = await file("ics");
    expect(headers.get("content-type")).toContain("text/calendar");
    const lines = text.split("\r\n");
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(text.startsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")).toBe(true);
    expect(text.endsWith("END:VCALENDAR\r\n")).toBe(true);
    const unfolded = text.replaceAll("\r\n ", "");
    const uids = [...unfolded.matchAll(/^UID:(.+)\r$/gm)].map(([, uid]) => uid);
    expect(new Set(uids).size).toBe(uids.length);
    expect(uids).toHaveLength(6);
    const [{ recipe } = { recipe: { title: "" } }] = meals();
    expect(unfolded).toContain(recipe.title.replaceAll(",", "\\,"));
    expect(unfolded).toMatch(/^DTSTART:2026\d{4}T\d{6}\r$/m);
  });
});
