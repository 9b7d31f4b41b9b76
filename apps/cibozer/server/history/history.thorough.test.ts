import { identityModules } from "plinth";
import { startTestApplication, type TestApplication } from "plinth/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPeople, type Json } from "../people.test-support.ts";
import { plans } from "../plans/index.ts";
import { history } from "./index.ts";

const PATH = "/api/v1/history";
const DAY_MS = 86_400_000;
let application: TestApplication;
let ann: string;
let bob: string;

const { call, signUp } = createPeople(() => application);
const dayOf = (days: number): string =>
  new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
const told = { date: dayOf(-1), slot: "dinner", recipe: "", portion: 1.25, eaten: true };

beforeAll(async () => {
  application = await startTestApplication({ modules: [...identityModules, history, plans] });
  ann = await signUp("ann@example.com");
  bob = await signUp("bob@example.com");
});
afterAll(() => application.stop());

const menuOf = (plan: Json): readonly { readonly id: string; readonly title: string }[] =>
  (plan["days"] as { meals: { recipe: { id: string; title: string } }[] }[]).flatMap(({ meals }) =>
    meals.map(({ recipe }) => recipe),
  );

it("MEAL-01: what somebody had is told once a day and meal, corrected and taken back, and is nobody else's", async () => {
  const plan = (await call(ann, "POST", "/api/v1/plans", { days: 1, seed: 5 })).json;
  const [first, second] = menuOf(plan);
  const tell = (body: Json) => call(ann, "PUT", PATH, { ...told, ...body });
  expect((await tell({ recipe: first?.id })).status).toBe(204);
  expect((await tell({ recipe: second?.id })).status).toBe(204);
  expect((await tell({ recipe: first?.id, date: dayOf(-40) })).status).toBe(204);
  const { json } = await call(ann, "GET", PATH);
  const meal = { date: told.date, slot: "dinner", recipe: second, portion: 1.25 };
  expect(json["meals"]).toEqual([meal]);
  const earlier = await call(ann, "GET", `${PATH}?until=${String(json["earlier"])}`);
  expect(earlier.json).toEqual({
    meals: [{ ...meal, recipe: first, date: dayOf(-40) }],
    earlier: null,
  });
  expect((await call(bob, "GET", PATH)).json).toEqual({ meals: [], earlier: null });
  expect((await tell({ eaten: false, recipe: "x" })).status).toBe(204);
  expect((await call(ann, "GET", PATH)).json["meals"]).toEqual([]);
});

it("UX-02: what is sent again under its key counts once", async () => {
  const [dish] = menuOf((await call(bob, "POST", "/api/v1/plans", { days: 1, seed: 2 })).json);
  const body = { ...told, recipe: dish?.id };
  const key = "0123456789abcdef-eaten";
  expect((await call(bob, "PUT", PATH, body, key)).status).toBe(204);
  expect((await call(bob, "PUT", PATH, { ...body, eaten: false })).status).toBe(204);
  expect((await call(bob, "PUT", PATH, body, key)).status).toBe(204);
  expect((await call(bob, "GET", PATH)).json["meals"]).toEqual([]);
});

it("refuses recipes that are none, days to come, long ago or of no calendar, and meals of no pattern", async () => {
  const tell = (body: Json) => call(ann, "PUT", PATH, { ...told, recipe: "oat-banana", ...body });
  expect((await tell({ recipe: "no-such-dish" })).status).toBe(404);
  expect((await tell({ recipe: "own-0123456789" })).status).toBe(404);
  for (const wrong of [
    { date: dayOf(3) },
    { date: dayOf(-500) },
    { date: "2026-02-31" },
    { slot: "elevenses" },
    { portion: 0.3 },
  ]) {
    const { status, json } = await tell(wrong);
    expect([status, json["code"]]).toEqual([400, "VALIDATION_ERROR"]);
  }
  expect((await call(ann, "GET", `${PATH}?until=2026-13-01`)).status).toBe(400);
  expect((await call("", "GET", PATH)).status).toBe(401);
});

it("PRIV-06: the store holds what somebody had only sealed", async () => {
  const [dish] = menuOf((await call(ann, "POST", "/api/v1/plans", { days: 1, seed: 7 })).json);
  await call(ann, "PUT", PATH, { ...told, recipe: dish?.id });
  const rows = await application.store
    .read<{ eaten_meals: { meal: string } }>()
    .selectFrom("eaten_meals")
    .select("meal")
    .execute();
  expect(rows.length).toBeGreaterThan(0);
  for (const { meal } of rows) expect(meal).not.toMatch(/recipe|title|portion/);
});

it("MEAL-05: a new plan repeats little of what was told, and of what the plan before it had", async () => {
  const eve = await signUp("eve@example.com");
  const week = { days: 5, kcal: 2000, seed: 11 };
  const plan = async (body: Json) =>
    menuOf((await call(eve, "POST", "/api/v1/plans", { ...week, ...body })).json);
  const shared = (one: readonly { id: string }[], other: readonly { id: string }[]) =>
    one.filter(({ id }) => other.some((dish) => dish.id === id)).length;
  const first = await plan({ startDate: dayOf(-5) });
  const next = await plan({ startDate: dayOf(0) });
  // With the same wishes and the same seed it would be the same week again.
  expect(shared(next, first)).toBeLessThan(first.length / 4);
  const [dish] = next;
  const day = dayOf(-1);
  await call(eve, "PUT", PATH, { ...told, date: day, slot: "breakfast", recipe: dish?.id });
  const third = await plan({ startDate: dayOf(0) });
  expect(third.map(({ id }) => id)).not.toContain(dish?.id);
});
