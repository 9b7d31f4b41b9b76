import { identityModules } from "plinth";
import { startTestApplication, type TestApplication } from "plinth/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPeople } from "../../people.test-support.ts";
import { plans } from "../index.ts";

type Line = {
  readonly food: string;
  readonly grams: number;
  readonly purchaseGrams: number;
  readonly buyGrams: number;
  readonly isStaple: boolean;
};

let application: TestApplication;
let ann: string;
let bob: string;
let list: string;

const { call, signUp } = createPeople(() => application);
const linesOf = async (query = ""): Promise<Line[]> => {
  const { json } = await call(ann, "GET", list + query);
  return (json["aisles"] as { lines: Line[] }[]).flatMap(({ lines }) => lines);
};

beforeAll(async () => {
  application = await startTestApplication({ modules: [...identityModules, plans] });
  ann = await signUp("ann@example.com");
  bob = await signUp("bob@example.com");
  const { json } = await call(ann, "POST", "/api/v1/plans", { days: 3, seed: 6 });
  list = `/api/v1/plans/${String(json["id"])}/groceries`;
});
afterAll(() => application.stop());

it("MEAL-09: days and people are chosen, and the sums of days are the sum of all", async () => {
  const all = await linesOf();
  const parts = [...(await linesOf("?days=0,2")), ...(await linesOf("?days=1"))];
  const double = await linesOf("?scale=2");
  for (const { food, grams } of all) {
    const sum = parts.filter((line) => line.food === food).reduce((n, line) => n + line.grams, 0);
    expect(sum).toBeCloseTo(grams, 1);
    expect(double.find((line) => line.food === food)?.grams).toBeCloseTo(2 * grams, 1);
  }
  expect((await call(ann, "GET", `${list}?days=x`)).status).toBe(400);
  expect((await call(ann, "GET", `${list}?scale=0`)).status).toBe(400);
});

it("what is at home is not bought, as soon as it is said", async () => {
  const [first, second] = (await linesOf()).filter(({ food }) => food !== "water");
  const stocked = await call(ann, "PUT", "/api/v1/kitchen/pantry", {
    staples: [first?.food],
    stock: [{ food: second?.food, grams: 1 }],
  });
  expect(stocked.status).toBe(200);
  const lines = await linesOf();
  const find = (food: string | undefined) => lines.find((line) => line.food === food);
  expect(find(first?.food)).toMatchObject({ isStaple: true, buyGrams: 0, grams: first?.grams });
  expect(find(second?.food)?.buyGrams).toBeCloseTo((second?.purchaseGrams ?? 0) - 1, 2);
});

it("UX-02: ticks are kept for all devices, once however often they are sent, and are nobody else's", async () => {
  const send = (token: string, changes: unknown) =>
    call(token, "PUT", `${list}/checks`, { changes });
  const tick = [
    { food: "salt", done: true },
    { food: "rice-white", done: true },
  ];
  await send(ann, tick);
  expect((await send(ann, tick)).json["checked"]).toEqual(["salt", "rice-white"]);
  await send(ann, [{ food: "salt", done: false }]);
  expect((await call(ann, "GET", list)).json["checked"]).toEqual(["rice-white"]);
  expect((await send(bob, tick)).status).toBe(404);
  expect((await call(ann, "GET", list)).json["checked"]).toEqual(["rice-white"]);
});
