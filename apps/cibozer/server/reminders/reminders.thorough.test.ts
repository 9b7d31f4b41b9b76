import { createManualClock, identityModules, type OutboundClient, push } from "plinth";
import {
  createPushBrowser,
  type PushBrowser,
  type PushRequest,
  startTestApplication,
  type TestApplication,
} from "plinth/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import deTitles from "../../data/recipe-titles.de.json" with { type: "json" };
import { catalog } from "../catalog/index.ts";
import { languages } from "../languages.ts";
import { createPeople, type Json } from "../people.test-support.ts";
import { reminders } from "./index.ts";
import { TAKE_DUE } from "./jobs.ts";

interface PlanJson {
  readonly id: string;
  readonly days: readonly {
    readonly meals: readonly {
      readonly sitting: string;
      readonly time: string;
      readonly recipe: { readonly id: string; readonly title: string };
    }[];
  }[];
}

const EMAIL = "ann@example.com";
/** A Saturday, three in the night in Berlin. */
const clock = createManualClock(Date.parse("2026-03-07T02:00:00Z"));
const MINUTE = 60_000;
const ZONE = { timeZone: "Europe/Berlin" };

/** The internet of this test: it takes messages, as a push service does. */
const sent: PushRequest[] = [];
const outbound: OutboundClient = {
  request: async (url, request = {}) => {
    const body = request.body as Uint8Array;
    sent.push({ headers: { ...request.headers }, body });
    const bytes = new Uint8Array();
    const text = () => "";
    return { status: 201, headers: {}, url: `${url}`, bytes, text, json: () => null };
  },
};

let application: TestApplication;
let token = "";
let key: string;
let browser: PushBrowser;
let plan: PlanJson;

const {
  call: callAs,
  signUp,
  startSession,
} = createPeople(() => application, {
  "Accept-Language": "de",
});
const call = (method: string, at: string, body?: unknown) => callAs(token, method, at, body);
const subscribe = async (): Promise<void> => {
  const { status } = await call("POST", "/api/v1/push/subscriptions", browser.subscription);
  expect(status).toBe(201);
};
const want = (wishes: Json) => call("PUT", "/api/v1/reminders", { ...wishes, ...ZONE });
const read = async (index: number) => {
  const { text } = await browser.read(sent[index] ?? { headers: {}, body: Buffer.of() }, key);
  return JSON.parse(text) as Json;
};
/** What the schedule does each minute, at an instant; two nodes at once. */
const lookAt = async (instant: number): Promise<void> => {
  clock.advance(Math.max(0, instant - clock.now()));
  const { jobs } = application;
  await Promise.all([jobs.enqueue(TAKE_DUE, {}), jobs.enqueue(TAKE_DUE, {})]);
  await jobs.settled();
};

beforeAll(async () => {
  application = await startTestApplication({
    modules: [...identityModules, push, catalog, reminders],
    languages,
    clock,
    alter: { outbound: () => outbound },
  });
  token = await signUp(EMAIL);
  key = String((await call("GET", "/api/v1/push/key")).json["publicKey"]);
  browser = await createPushBrowser("https://updates.push.services.mozilla.com/wpush/v2/ann");
  await subscribe();
  const wishes = { days: 2, seed: 6, startDate: "2026-03-07", excludeAllergens: ["milk"] };
  plan = (await call("POST", "/api/v1/plans", wishes)).json as unknown as PlanJson;
});
afterAll(() => application.stop());

describe("reminders", () => {
  it("UX-01: a time zone that nobody knows is refused; what was said is given back", async () => {
    const none = { cook: false, shop: null, timeZone: null };
    expect((await call("GET", "/api/v1/reminders")).json).toEqual(none);
    const wishes = { cook: true, shop: { day: 6, time: "09:30" } };
    const wrong = { ...wishes, ...ZONE, timeZone: "Europe/Nowhere" };
    expect((await call("PUT", "/api/v1/reminders", wrong)).status).toBe(400);
    expect((await want(wishes)).status).toBe(200);
    const kept = { ...wishes, timeZone: "Europe/Berlin" };
    expect((await call("GET", "/api/v1/reminders")).json).toEqual(kept);
  });

  it("UX-01, SCALE-03: dinner and shopping day, each once, in the person's zone and language", async () => {
    await lookAt(clock.now());
    expect(sent).toEqual([]);
    const shopping = Date.parse("2026-03-07T08:30:00Z");
    await lookAt(shopping - MINUTE);
    expect(sent).toHaveLength(0);
    await lookAt(shopping);
    await expect.poll(() => sent.length, { timeout: 30_000 }).toBe(1);
    expect(await read(0)).toMatchObject({
      title: "Einkaufstag",
      path: `/plans/${plan.id}/groceries`,
      tag: "shopping-day",
      language: "de",
    });
    const dinner = plan.days[0]?.meals.find(({ sitting }) => sitting === "dinner");
    const recipe = (await call("GET", `/api/v1/recipes/${dinner?.recipe.id}`)).json;
    const takes = Number(recipe["prepMinutes"]) + Number(recipe["cookMinutes"]);
    expect(takes).toBeGreaterThan(0);
    // Berlin is an hour ahead of UTC in March.
    const eaten = Date.parse(`2026-03-07T${dinner?.time}:00Z`) - 60 * MINUTE;
    const begins = eaten - takes * MINUTE;
    for (let at = shopping; at < begins - MINUTE; at += 60 * MINUTE) await lookAt(at);
    expect(sent).toHaveLength(1);
    await lookAt(begins);
    for (let at = begins; at < eaten; at += 20 * MINUTE) await lookAt(at);
    await expect.poll(() => sent.length, { timeout: 30_000 }).toBe(2);
    const told = await read(1);
    expect(told).toMatchObject({ path: `/plans/${plan.id}`, tag: "time-to-cook" });
    const dish = (deTitles as Record<string, string>)[dinner?.recipe.id ?? ""];
    expect(told["title"]).toBe(`Zeit anzufangen: ${dish}`);
    expect(told["body"]).toBe(`Abendessen um ${dinner?.time}.`);
    expect(JSON.stringify(told)).not.toMatch(/kcal|milk/i);
  });

  it("UX-12: nobody who wants nothing, or has signed out, is looked at or written to", async () => {
    const before = sent.length;
    // A day later the session of yesterday has been idle for too long.
    await lookAt(Date.parse("2026-03-08T10:00:00Z"));
    token = await startSession(EMAIL);
    await subscribe();
    expect((await want({ cook: false, shop: null })).json).toMatchObject({ timeZone: null });
    await lookAt(Date.parse("2026-03-08T10:10:00Z"));
    expect((await want({ cook: true, shop: { day: 0, time: "12:00" } })).status).toBe(200);
    expect((await call("POST", "/api/v1/auth/signout")).status).toBeLessThan(300);
    for (let hour = 11; hour < 20; hour += 1) {
      await lookAt(Date.parse(`2026-03-08T${hour}:00:00Z`));
    }
    expect(sent).toHaveLength(before);
    token = await startSession(EMAIL);
    await subscribe();
    expect((await want({ cook: false, shop: { day: 1, time: "06:00" } })).status).toBe(200);
    await lookAt(Date.parse("2026-03-09T05:00:00Z"));
    await expect.poll(() => sent.length, { timeout: 30_000 }).toBe(before + 1);
    expect(await read(before)).toMatchObject({ title: "Einkaufstag", path: "/plans/new" });
  });
});
