import { identityModules } from "plinth";
import { startTestApplication, type TestApplication } from "plinth/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPeople, type Json } from "../../people.test-support.ts";
import { plans } from "../index.ts";

type Meal = {
  readonly slot: string;
  readonly recipe: { readonly id: string };
  readonly portion: number;
};

let application: TestApplication;
let ann: string;
let bob: string;
/** Another, so that nobody solves more often than they may. */
let eve: string;
let ada: string;

const { call, signUp } = createPeople(() => application);

const mealsOf = (plan: Json): Meal[][] =>
  (plan["days"] as { meals: Meal[] }[]).map(({ meals }) => meals);
const menu = (plan: Json): string[][] =>
  mealsOf(plan).map((meals) => meals.map(({ recipe }) => recipe.id));
const portions = (plan: Json): number[][] =>
  mealsOf(plan).map((meals) => meals.map(({ portion }) => portion));

const makePlan = async (body: Json = {}, who = ann): Promise<{ plan: Json; path: string }> => {
  const { json } = await call(who, "POST", "/api/v1/plans", { days: 3, seed: 3, ...body });
  return { plan: json, path: `/api/v1/plans/${String(json["id"])}` };
};

beforeAll(async () => {
  application = await startTestApplication({
    modules: [...identityModules, plans],
    env: { TRUSTED_PROXIES: '["127.0.0.1"]' },
  });
  ann = await signUp("ann@example.com");
  bob = await signUp("bob@example.com");
  eve = await signUp("eve@example.com");
  ada = await signUp("ada@example.com");
});
afterAll(() => application.stop());

describe("MEAL-01: what a person changes by hand", () => {
  it("moves a meal: two exchange their places with their marks, and nothing else changes", async () => {
    const { plan, path } = await makePlan();
    const before = mealsOf(plan);
    await call(ann, "PATCH", path, { change: "lock", day: 0, slot: "lunch", locked: true });
    await call(ann, "PATCH", path, { change: "note", day: 0, slot: "lunch", note: " for two " });
    const to = { day: 2, slot: "dinner" };
    const { status, json } = await call(ann, "PATCH", path, {
      change: "move",
      day: 0,
      slot: "lunch",
      to,
    });
    expect(status).toBe(200);
    const slots = before[0]?.map(({ slot }) => slot) ?? [];
    const [lunch, dinner] = [slots.indexOf("lunch"), slots.indexOf("dinner")];
    const wanted = menu(plan).map((day) => [...day]);
    const [first, last] = [wanted[0]?.[lunch] ?? "", wanted[2]?.[dinner] ?? ""];
    wanted[0]?.splice(lunch, 1, last);
    wanted[2]?.splice(dinner, 1, first);
    expect(menu(json)).toEqual(wanted);
    expect(json["locked"]).toEqual([to]);
    expect(json["notes"]).toEqual([{ ...to, text: "for two" }]);
    expect((await call(ann, "GET", path)).json).toEqual(json);
  });

  it("copies a meal, and the shopping list is the sum again (MEAL-09)", async () => {
    const { plan, path } = await makePlan();
    const body = { change: "copy", day: 0, slot: "dinner", to: { day: 1, slot: "dinner" } };
    const { json } = await call(ann, "PATCH", path, body);
    expect(menu(json)[1]?.at(-1)).toBe(menu(plan)[0]?.at(-1));
    const grams = new Map<string, number>();
    const days = json["days"] as { meals: { ingredients: { food: string; grams: number }[] }[] }[];
    for (const one of days.flatMap(({ meals }) =>
      meals.flatMap(({ ingredients }) => ingredients),
    )) {
      grams.set(one.food, (grams.get(one.food) ?? 0) + one.grams);
    }
    const { aisles } = json["groceries"] as {
      aisles: { lines: { food: string; grams: number }[] }[];
    };
    const lines = aisles.flatMap((aisle) => aisle.lines);
    expect(lines.map(({ food }) => food).toSorted()).toEqual([...grams.keys()].toSorted());
    for (const { food, grams: stated } of lines)
      expect(stated).toBeCloseTo(grams.get(food) ?? 0, 2);
  });

  it("a portion that was set is locked, so that nothing solves it away", async () => {
    const { plan, path } = await makePlan();
    const portion = portions(plan)[1]?.[1] === 1.5 ? 1.25 : 1.5;
    const set = await call(ann, "PATCH", path, {
      change: "portion",
      day: 1,
      slot: "lunch",
      portion,
    });
    expect(set.status).toBe(200);
    expect(set.json["gap"]).toBeNull();
    expect(set.json["locked"]).toEqual([{ day: 1, slot: "lunch" }]);
    const swapped = await call(ann, "POST", `${path}/swap`, { day: 1, slot: "dinner", seed: 1 });
    const lunch = mealsOf(swapped.json)[1]?.find(({ slot }) => slot === "lunch");
    expect([lunch?.recipe.id, lunch?.portion]).toEqual([
      mealsOf(plan)[1]?.find(({ slot }) => slot === "lunch")?.recipe.id,
      portion,
    ]);
    expect([menu(swapped.json)[0], menu(swapped.json)[2]]).toEqual([menu(plan)[0], menu(plan)[2]]);
  });

  it("solves the days that were asked for, or only their portions", async () => {
    const { plan, path } = await makePlan({ seed: 5 });
    const one = await call(ann, "POST", `${path}/resolve`, { days: [1], seed: 9 });
    expect([menu(one.json)[0], menu(one.json)[2]]).toEqual([menu(plan)[0], menu(plan)[2]]);
    expect(menu(one.json)[1]).not.toEqual(menu(plan)[1]);
    const fitted = await call(ann, "POST", `${path}/resolve`, { days: [0], portionsOnly: true });
    expect(menu(fitted.json)).toEqual(menu(one.json));
    expect((await call(ann, "POST", `${path}/resolve`, { days: [7] })).status).toBe(400);
  });

  it("takes every change back, one after the other, down to the plan that was made", async () => {
    const { plan, path } = await makePlan();
    expect(plan["canUndo"]).toBe(false);
    expect((await call(ann, "POST", `${path}/undo`)).json["code"]).toBe("NOTHING_TO_UNDO");
    const states = [plan];
    for (const [method, at, body] of [
      ["POST", "/swap", { day: 0, slot: "lunch", seed: 4 }],
      ["PATCH", "", { change: "portion", day: 2, slot: "dinner", portion: 2 }],
      ["PATCH", "", { change: "note", day: 2, slot: "dinner", note: "guests" }],
      ["POST", "/resolve", { days: [1], seed: 2 }],
    ] as const) {
      states.push((await call(ann, method, path + at, body)).json);
    }
    for (const wanted of states.toReversed().slice(1)) {
      const { status, json } = await call(ann, "POST", `${path}/undo`);
      expect(status).toBe(200);
      const { revision: _r, updatedAt: _u, ...same } = wanted as Record<string, unknown>;
      expect(json).toMatchObject(same);
    }
    expect((await call(ann, "GET", path)).json["canUndo"]).toBe(false);
  });
});

describe("MEAL-06, MEAL-14: what is never given up by hand either", () => {
  it("the floor of a day", async () => {
    const { path } = await makePlan({ kcal: 1200, days: 1 });
    const refused = await call(ann, "PATCH", path, {
      change: "portion",
      day: 0,
      slot: "lunch",
      portion: 0.5,
    });
    expect([refused.status, refused.json["code"], refused.json["bound"]]).toEqual([
      422,
      "DAY_OUT_OF_BOUNDS",
      "floor",
    ]);
  });

  it("places and members that a change needs are named", async () => {
    const { path } = await makePlan({ days: 1 });
    const at = { day: 0, slot: "lunch" };
    for (const [body, field] of [
      [{ ...at, change: "move" }, "body.to"],
      [{ ...at, change: "portion" }, "body.portion"],
      [{ ...at, change: "portion", portion: 1.1 }, "body.portion"],
      [{ ...at, change: "lock" }, "body.locked"],
      [{ change: "lock", day: 9, slot: "lunch", locked: true }, "body"],
      [{ ...at, change: "copy", to: { day: 0, slot: "tea" } }, "body"],
    ] as const) {
      const { status, json } = await call(ann, "PATCH", path, body);
      expect(status).toBe(400);
      expect((json["details"] as { field: string }[])[0]?.field).toBe(field);
    }
  });

  it("DB-04: a change upon another revision is refused, and nothing is lost", async () => {
    const { plan, path } = await makePlan({ days: 1 });
    const lock = { change: "lock", day: 0, slot: "lunch", locked: true };
    const { revision } = plan;
    const first = await call(ann, "PATCH", path, { ...lock, revision });
    expect(first.status).toBe(200);
    const second = await call(ann, "PATCH", path, { ...lock, slot: "dinner", revision });
    expect([second.status, second.json["code"]]).toEqual([409, "CONFLICT"]);
    expect((await call(ann, "GET", path)).json["locked"]).toEqual([{ day: 0, slot: "lunch" }]);
  });

  it("P-102: nobody changes or takes back what is another's", async () => {
    const { path } = await makePlan({ days: 1 });
    const lock = { change: "lock", day: 0, slot: "lunch", locked: true };
    await call(ann, "PATCH", path, lock);
    expect((await call(bob, "PATCH", path, lock)).status).toBe(404);
    expect((await call(bob, "POST", `${path}/undo`)).status).toBe(404);
  });
});

describe("MEAL-05: what somebody likes", () => {
  it("what is never to come again comes no more; ratings are kept, and both are forgotten when asked", async () => {
    const { plan, path } = await makePlan();
    const all = menu(plan).flat();
    for (const recipe of all) {
      const { status } = await call(ann, "PUT", `/api/v1/kitchen/tastes/${recipe}`, {
        never: true,
        rating: 1,
      });
      expect(status).toBe(200);
    }
    const again = await makePlan();
    expect(
      menu(again.plan)
        .flat()
        .filter((id) => all.includes(id)),
    ).toEqual([]);
    // A plan that exists is solved by today's tastes.
    const solved = await call(ann, "POST", `${path}/resolve`, { locked: [], seed: 3 });
    expect(
      menu(solved.json)
        .flat()
        .filter((id) => all.includes(id)),
    ).toEqual([]);
    const { json } = await call(ann, "GET", "/api/v1/kitchen");
    expect((json["tastes"] as unknown[]).length).toBe(new Set(all).size);
    for (const recipe of all) await call(ann, "PUT", `/api/v1/kitchen/tastes/${recipe}`, {});
    expect((await call(ann, "GET", "/api/v1/kitchen")).json["tastes"]).toEqual([]);
    expect((await call(ann, "PUT", "/api/v1/kitchen/tastes/no-such-dish", {})).status).toBe(404);
  });
});

describe("MEAL-09: what is cooked once and eaten twice", () => {
  const from = { day: 0, slot: "dinner" };
  const at = { day: 1, slot: "lunch" };
  const find = (plan: Json, { day, slot }: typeof at): Meal | undefined =>
    mealsOf(plan)[day]?.find((meal) => meal.slot === slot);
  const gramsOn = async (path: string, days: string): Promise<number> => {
    const { json } = await call(eve, "GET", `${path}/groceries?days=${days}`);
    const aisles = json["aisles"] as { lines: { grams: number }[] }[];
    return aisles.flatMap(({ lines }) => lines).reduce((sum, { grams }) => sum + grams, 0);
  };

  it("is bought for with the day that cooks it, is locked, and goes again when that is swapped", async () => {
    const { plan, path } = await makePlan({ seed: 5 }, eve);
    const { status, json } = await call(eve, "POST", `${path}/swap`, { ...at, from, seed: 1 });
    expect(status).toBe(200);
    expect(find(json, at)?.recipe).toEqual(find(plan, from)?.recipe);
    expect(json["leftovers"]).toEqual([{ ...at, from }]);
    expect(json["locked"]).toEqual([at, from]);
    const all = await gramsOn(path, "0,1,2");
    expect((await gramsOn(path, "0")) + (await gramsOn(path, "1,2"))).toBeCloseTo(all, 1);
    const eaten = (day: number) =>
      (json["days"] as { meals: { ingredients: { grams: number }[] }[] }[])[day]?.meals
        .flatMap(({ ingredients }) => ingredients)
        .reduce((sum, { grams }) => sum + grams, 0) ?? 0;
    expect(await gramsOn(path, "0")).toBeGreaterThan(eaten(0) + 1);
    const text = await application.fetch(`${path}/file?format=txt`, {
      headers: { Authorization: `Bearer ${eve}` },
    });
    expect(await text.text()).toContain("left over from");
    const solved = await call(eve, "POST", `${path}/resolve`, { seed: 9 });
    expect(solved.json["leftovers"]).toEqual([{ ...at, from }]);
    const swapped = await call(eve, "POST", `${path}/swap`, { ...from, seed: 2 });
    expect(swapped.json["leftovers"]).toEqual([]);
    const back = await call(eve, "POST", `${path}/undo`);
    expect(back.json["leftovers"]).toEqual([{ ...at, from }]);
  });

  it("can be cooked anew after all, and a repeat of the plan can be told to be left over", async () => {
    const { path } = await makePlan({ seed: 5 }, eve);
    await call(eve, "POST", `${path}/swap`, { ...at, from, seed: 1 });
    const mark = (leftover: boolean) =>
      call(eve, "PATCH", path, { change: "leftover", ...at, leftover });
    expect((await mark(false)).json["leftovers"]).toEqual([]);
    expect((await mark(true)).json["leftovers"]).toEqual([{ ...at, from }]);
    const file = await call(eve, "GET", `${path}/file`);
    const again = await call(eve, "POST", "/api/v1/plans/import", file.json);
    expect(again.json["leftovers"]).toEqual([{ ...at, from }]);
  });

  it("keeps for two days: what was not cooked, or too long ago, is refused and changes nothing", async () => {
    const { plan, path } = await makePlan({ days: 5, seed: 4 }, eve);
    const swap = (body: Json) => call(eve, "POST", `${path}/swap`, { seed: 1, ...body });
    const late = await swap({ day: 4, slot: "lunch", from });
    const never = await swap({ day: 0, slot: "lunch", from: at });
    const unknown = await swap({ ...at, from: { day: 0, slot: "brunch" } });
    const fresh = await call(eve, "PATCH", path, { change: "leftover", ...at, leftover: true });
    for (const { status, json } of [late, never, unknown, fresh]) {
      expect([status, json["code"]]).toEqual([400, "VALIDATION_ERROR"]);
    }
    expect((await call(bob, "POST", `${path}/swap`, { ...at, from })).status).toBe(404);
    expect(menu((await call(eve, "GET", path)).json)).toEqual(menu(plan));
  });

  it("MEAL-01: is planned for a whole week where that is asked for, and says so when it is solved again", async () => {
    const wished = (days: number) =>
      Array.from({ length: days - 1 }, (_, i) => ({
        day: i + 1,
        slot: "lunch",
        from: { day: i, slot: "dinner" },
      }));
    const { plan, path } = await makePlan({ days: 4, seed: 2, leftovers: "lunch" }, ada);
    expect(plan["leftovers"]).toEqual(wished(4));
    for (const { from, ...eaten } of wished(4)) {
      expect(find(plan, eaten)?.recipe).toEqual(find(plan, from)?.recipe);
    }
    const swapped = await call(ada, "POST", `${path}/swap`, { day: 1, slot: "dinner", seed: 2 });
    expect(swapped.json["leftovers"]).toEqual(wished(4).filter(({ day }) => day !== 2));
    const solved = await call(ada, "POST", `${path}/resolve`, { seed: 9 });
    expect(solved.json["leftovers"]).toEqual(expect.arrayContaining(wished(4)));
    expect(solved.json["leftovers"]).toHaveLength(3);
    const file = await call(ada, "GET", `${path}/file`);
    const again = await call(ada, "POST", "/api/v1/plans/import", file.json);
    expect((again.json["request"] as Json)["leftovers"]).toBe("lunch");
    const none = await call(ada, "POST", "/api/v1/plans", {
      ...{ days: 2, pattern: "one-meal", leftovers: "lunch" },
    });
    expect([none.status, none.json["conflicts"]]).toEqual([422, ["leftovers"]]);
  });
});
