import { identityModules } from "plinth";
import { startTestApplication, type TestApplication } from "plinth/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { aisleLabel } from "#core/model";
import { createPeople, type Json } from "../people.test-support.ts";
import { plans } from "../plans/index.ts";

/** Grams of an ounce and a pound (exact by definition), written down apart from the code under test. */
const OUNCE = 28.349523125;
let application: TestApplication;
let token = "";

const { call: callAs, signUp } = createPeople(() => application);
const call = (method: string, path: string, body?: unknown) => callAs(token, method, path, body);

interface List {
  readonly aisles: readonly {
    readonly aisle: string;
    readonly lines: readonly { food: string; grams: number; buyGrams: number; buyWeight: string }[];
  }[];
}

beforeAll(async () => {
  application = await startTestApplication({ modules: [...identityModules, plans] });
  token = await signUp("ann@example.com");
});
afterAll(() => application.stop());

const grams = (weight: string): number => {
  const [, pounds = "0"] = /([\d.]+) lb/.exec(weight) ?? [];
  const [, ounces = "0"] = /([\d.]+) oz/.exec(weight) ?? [];
  return Number(pounds) * 16 * OUNCE + Number(ounces) * OUNCE;
};

it("MEAL-09, P-111: units and the order of the shop are the person's, and the exact sums stay", async () => {
  const path = `/api/v1/plans/${(await call("POST", "/api/v1/plans", { days: 2, seed: 3 })).json["id"]}`;
  const usual = (await call("GET", `${path}/groceries`)).json as unknown as List;
  const order = usual.aisles.map(({ aisle }) => aisle).toReversed();
  const [first = "", ...rest] = order;
  const wish = { units: "us", aisles: [first] };
  expect((await call("PATCH", "/api/v1/kitchen/preferences", wish)).json).toMatchObject(wish);
  const list = (await call("GET", `${path}/groceries`)).json as unknown as List;
  expect(list.aisles.map(({ aisle }) => aisle)).toEqual([first, ...rest.toReversed()]);
  const linesOf = ({ aisles }: List) => aisles.flatMap(({ lines }) => lines);
  const before = new Map(linesOf(usual).map((line) => [line.food, line]));
  expect(linesOf(list)).toHaveLength(before.size);
  for (const line of linesOf(list)) {
    expect(line.grams).toBe(before.get(line.food)?.grams);
    // Half of a tenth of an ounce is what writing it may lose, and nothing is capped.
    expect(Math.abs(grams(line.buyWeight) - line.buyGrams)).toBeLessThan(OUNCE / 19);
  }
  const text = (await call("GET", `${path}/file?format=txt`)).text;
  expect(text.indexOf(`\n  ${aisleLabel(first)}\n`)).toBeLessThan(
    text.indexOf(`\n  ${aisleLabel(rest.at(-1) ?? "")}\n`),
  );
  for (const { buyWeight } of linesOf(list).filter(({ food }) => food !== "water")) {
    expect(text).toContain(`: ${buyWeight}\n`);
  }
  // A list asked for in other units is given in those, and a plan keeps what it was asked for in.
  expect((await call("GET", `${path}/groceries?units=metric`)).text).toMatch(/"buyWeight":"\d+ g"/);
  const { json } = await call("POST", "/api/v1/plans", { days: 1 });
  expect((json["request"] as Json)["units"]).toBe("us");
});

it("MEAL-09: a change of one preference leaves the other, and an unknown section is refused", async () => {
  const changed = await call("PATCH", "/api/v1/kitchen/preferences", { units: "metric" });
  expect(changed.json["units"]).toBe("metric");
  expect(changed.json["aisles"]).toHaveLength(1);
  const wrong = await call("PATCH", "/api/v1/kitchen/preferences", { aisles: ["cellar"] });
  expect(wrong.status).toBe(400);
});
