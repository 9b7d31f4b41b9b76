import { identityModules } from "plinth";
import { startTestApplication, type TestApplication } from "plinth/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPeople, type Json } from "../people.test-support.ts";
import { plans } from "./index.ts";

let application: TestApplication;
let ann: string;
let bob: string;

const { call, signUp } = createPeople(() => application);

const titles = (plan: Json): string[][] =>
  (plan["days"] as { meals: { recipe: { title: string } }[] }[]).map((day) =>
    day.meals.map((meal) => meal.recipe.title),
  );

beforeAll(async () => {
  application = await startTestApplication({
    modules: [...identityModules, plans],
    env: { TRUSTED_PROXIES: '["127.0.0.1"]' },
  });
  ann = await signUp("ann@example.com");
  bob = await signUp("bob@example.com");
});
afterAll(() => application.stop());

describe("MEAL-01: a week is planned, saved and found again", () => {
  it("answers 201 with the declared shape and lists it", async () => {
    const { status, headers, json } = await call(ann, "POST", "/api/v1/plans", {
      days: 7,
      kcal: 2200,
      diet: "vegetarian",
      excludeAllergens: ["nuts"],
      dislikes: ["mushroom"],
      note: "less washing-up",
      seed: 11,
    });
    expect(status).toBe(201);
    expect(headers.get("location")).toBe(`/api/v1/plans/${String(json["id"])}`);
    expect(titles(json)).toHaveLength(7);
    const days = json["days"] as { totals: { energyKcal: number } }[];
    for (const { totals } of days)
      expect(Math.abs(totals.energyKcal - 2200)).toBeLessThanOrEqual(66);
    const list = await call(ann, "GET", "/api/v1/plans");
    expect(list.json["plans"]).toMatchObject([{ id: json["id"], days: 7, diet: "vegetarian" }]);
    const again = await call(ann, "GET", `/api/v1/plans/${String(json["id"])}`);
    expect(again.json).toEqual(json);
  });

  it("P-090: sent again under the same key it is one plan, and one of the quota", async () => {
    const person = await signUp("key@example.com");
    const send = (days: number) =>
      application.fetch("/api/v1/plans", {
        method: "POST",
        headers: {
          Authorization: `Bearer ${person}`,
          "Content-Type": "application/json",
          "Idempotency-Key": '"a-key-of-ours"',
        },
        body: JSON.stringify({ days, seed: 2 }),
      });
    const [first, again] = [await send(2), await send(2)];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(await again.json()).toEqual(await first.json());
    expect(again.headers.get("location")).toBe(first.headers.get("location"));
    expect((await send(3)).status).toBe(422);
    expect((await call(person, "GET", "/api/v1/plans")).json["plans"]).toHaveLength(1);
    const { meters } = (await call(person, "GET", "/api/v1/usage")).json as {
      meters: { periods: { used: number }[] }[];
    };
    expect(meters.flatMap(({ periods }) => periods.map(({ used }) => used))).toEqual([1]);
  });

  it("needs someone signed in", async () => {
    expect((await call(undefined, "POST", "/api/v1/plans", {})).status).toBe(401);
  });
});

describe("swap, lock, solve again", () => {
  it("a swap changes the meal that was named, and no other day", async () => {
    const made = await call(ann, "POST", "/api/v1/plans", { days: 3, seed: 3 });
    const path = `/api/v1/plans/${String(made.json["id"])}`;
    const swapped = await call(ann, "POST", `${path}/swap`, { day: 1, slot: "lunch", seed: 5 });
    expect(swapped.status).toBe(200);
    const [before, after] = [titles(made.json), titles(swapped.json)];
    expect(after[1]?.[1]).not.toBe(before[1]?.[1]);
    expect([after[0], after[2]]).toEqual([before[0], before[2]]);
    expect((await call(ann, "GET", path)).json).toEqual(swapped.json);
  });

  it("locked meals stay, the rest is solved again, and the locks are remembered", async () => {
    const made = await call(ann, "POST", "/api/v1/plans", { days: 3, seed: 4 });
    const path = `/api/v1/plans/${String(made.json["id"])}`;
    const locked = [
      { day: 0, slot: "dinner" },
      { day: 2, slot: "breakfast" },
    ];
    const solved = await call(ann, "POST", `${path}/resolve`, { locked, seed: 99 });
    expect(solved.status).toBe(200);
    expect(titles(solved.json)[0]?.[2]).toBe(titles(made.json)[0]?.[2]);
    expect(titles(solved.json)[2]?.[0]).toBe(titles(made.json)[2]?.[0]);
    expect(titles(solved.json)).not.toEqual(titles(made.json));
    expect((await call(ann, "GET", path)).json["locked"]).toEqual(locked);
  });

  it("a meal that is not in the plan is a fault of the request", async () => {
    const made = await call(ann, "POST", "/api/v1/plans", { days: 1 });
    const path = `/api/v1/plans/${String(made.json["id"])}`;
    for (const body of [
      { day: 5, slot: "lunch" },
      { day: 0, slot: "tea-time" },
    ]) {
      const refused = await call(ann, "POST", `${path}/swap`, body);
      expect(refused.status).toBe(400);
      expect(refused.json["code"]).toBe("VALIDATION_ERROR");
    }
  });
});

describe("MEAL-07: what cannot be solved is explained", () => {
  it("answers 422 with conflicts and nearest values, and saves nothing", async () => {
    const before = ((await call(bob, "GET", "/api/v1/plans")).json["plans"] as unknown[]).length;
    const { status, json } = await call(bob, "POST", "/api/v1/plans", {
      days: 7,
      diet: "keto",
      excludeAllergens: ["milk", "egg", "nuts", "fish"],
      maxMinutes: 5,
    });
    expect(status).toBe(422);
    expect(json["code"]).toBe("PLAN_INFEASIBLE");
    expect(json["conflicts"]).toContain("maxMinutes");
    expect(JSON.stringify(json["nearest"])).not.toMatch(/allergen/i);
    const after = ((await call(bob, "GET", "/api/v1/plans")).json["plans"] as unknown[]).length;
    expect(after).toBe(before);
  });

  it.each([
    ["fewer calories than the floor", { kcal: 1199 }, "body.kcal"],
    ["more days than a month", { days: 31 }, "body.days"],
    ["an unknown diet", { diet: "moon" }, "body.diet"],
    ["an unknown allergen", { excludeAllergens: ["gravel"] }, "body.excludeAllergens.0"],
    ["a note over 500 characters", { note: "x".repeat(501) }, "body.note"],
    ["an owner smuggled in (P-101)", { accountId: "someone" }, "body.accountId"],
    ["a date that is none", { startDate: "2026-02-31" }, "body.startDate"],
  ])("refuses %s by name", async (_, body, field) => {
    const { status, json } = await call(bob, "POST", "/api/v1/plans", body);
    expect(status).toBe(400);
    expect((json["details"] as { field: string }[]).map((fault) => fault.field)).toContain(field);
  });
});

describe("P-102, AZ-04: plans belong to one account", () => {
  it("another account cannot read, change, shop for or delete a plan, nor learn of it", async () => {
    const made = await call(ann, "POST", "/api/v1/plans", { days: 1 });
    const path = `/api/v1/plans/${String(made.json["id"])}`;
    const attempts = await Promise.all([
      call(bob, "GET", path),
      call(bob, "GET", `${path}/groceries`),
      call(bob, "POST", `${path}/swap`, { day: 0, slot: "lunch" }),
      call(bob, "POST", `${path}/resolve`, { locked: [] }),
      call(bob, "DELETE", path),
    ]);
    const unknown = await call(bob, "GET", "/api/v1/plans/0190f3a2-7b6c-7d8e-9f00-0123456789ab");
    for (const { status, json } of attempts) {
      expect([status, json["code"], json["detail"]]).toEqual([
        404,
        unknown.json["code"],
        unknown.json["detail"],
      ]);
    }
    expect((await call(ann, "GET", path)).status).toBe(200);
    expect((await call(ann, "DELETE", path)).status).toBe(204);
    expect((await call(ann, "GET", path)).status).toBe(404);
  });
});

describe("MEAL-09: the shopping list", () => {
  it("sums the plan's ingredients exactly, in metric and US units", async () => {
    const { json } = await call(ann, "POST", "/api/v1/plans", { days: 3, seed: 8 });
    const wanted = new Map<string, number>();
    const days = json["days"] as { meals: { ingredients: { food: string; grams: number }[] }[] }[];
    for (const { food, grams } of days.flatMap((day) => day.meals).flatMap((m) => m.ingredients)) {
      wanted.set(food, (wanted.get(food) ?? 0) + grams);
    }
    for (const units of ["metric", "us"]) {
      const path = `/api/v1/plans/${String(json["id"])}/groceries?units=${units}`;
      const list = (await call(ann, "GET", path)).json;
      const lines = (
        list["aisles"] as { lines: { food: string; grams: number; weight: string }[] }[]
      ).flatMap((a) => a.lines);
      expect(new Set(lines.map(({ food }) => food))).toEqual(new Set(wanted.keys()));
      for (const { food, grams } of lines) expect(grams).toBeCloseTo(wanted.get(food) ?? 0, 2);
      if (units === "us") expect(lines.some(({ weight }) => /\b(oz|lb)\b/.test(weight))).toBe(true);
    }
  });

  it("CACHE-03, CACHE-04: a converted list is its owner's, and follows the plan when that changes", async () => {
    const { json } = await call(ann, "POST", "/api/v1/plans", { days: 1, seed: 21 });
    const path = `/api/v1/plans/${String(json["id"])}`;
    const foods = async (): Promise<string[]> => {
      const { json: list } = await call(ann, "GET", `${path}/groceries?units=us`);
      return (list["aisles"] as { lines: { food: string }[] }[])
        .flatMap(({ lines }) => lines.map(({ food }) => food))
        .toSorted();
    };
    const wanted = (plan: Json): string[] => {
      const days = plan["days"] as { meals: { ingredients: { food: string }[] }[] }[];
      const all = days.flatMap(({ meals }) => meals).flatMap(({ ingredients }) => ingredients);
      return [...new Set(all.map(({ food }) => food))].toSorted();
    };
    expect([await foods(), await foods()]).toEqual([wanted(json), wanted(json)]);
    expect((await call(bob, "GET", `${path}/groceries?units=us`)).status).toBe(404);
    const changed = await call(ann, "POST", `${path}/resolve`, { locked: [], seed: 22 });
    expect(wanted(changed.json)).not.toEqual(wanted(json));
    expect(await foods()).toEqual(wanted(changed.json));
    await call(ann, "DELETE", path);
    expect((await call(ann, "GET", `${path}/groceries?units=us`)).status).toBe(404);
  });
});

describe("OBS-06: plans by diet and tier", () => {
  it("counts those that were made and saved, and no others", async () => {
    const counted = (diet: string): number => {
      const family = application.metrics
        .families()
        .find(({ name }) => name === "meal_plans_created_total");
      const row = family
        ?.rows()
        .find(({ labelValues }) => labelValues.join(" ") === `${diet} free`);
      return row?.cells[0] ?? 0;
    };
    const [vegan, keto] = [counted("vegan"), counted("keto")];
    for (const seed of [31, 32]) {
      await call(ann, "POST", "/api/v1/plans", { days: 1, diet: "vegan", seed });
    }
    await call(bob, "POST", "/api/v1/plans", { days: 1, diet: "keto", seed: 33 });
    expect((await call(bob, "POST", "/api/v1/plans", { days: 0, diet: "keto" })).status).toBe(400);
    expect([counted("vegan") - vegan, counted("keto") - keto]).toEqual([2, 1]);
  });
});
