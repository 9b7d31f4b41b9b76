import { expect, it } from "vitest";
import { createKeptAnswers } from "./kept-answers.ts";
import { createMemoryBox } from "./memory-box.test-support.ts";

const ME = "/api/v1/auth/me";
const PLAN = "/api/v1/plans/p1";
const LIST = `${PLAN}/groceries?units=metric`;

/** A browser with a server that can be out of reach. */
const createScene = (bodies: Record<string, unknown>) => {
  const { texts, box, empty } = createMemoryBox();
  const asked: string[] = [];
  const state = { isUp: true, status: 200, kept: 0 };
  const answers = createKeptAnswers({
    fetch: async (path) => {
      asked.push(path);
      await Promise.resolve();
      if (!state.isUp) throw new TypeError("Failed to fetch");
      return Response.json(bodies[path] ?? {}, { status: state.status });
    },
    box,
    empty,
    end: empty,
    rest: () => Promise.resolve(),
    onKept: () => {
      state.kept += 1;
    },
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  const read = async (path: string, init: RequestInit = {}) =>
    (await answers.fetch(path, init)).json() as Promise<unknown>;
  return { answers, texts, asked, state, settle, read, bodies };
};

const bodies = () => ({
  [ME]: { user: { id: "ann" } },
  [PLAN]: { id: "p1", days: [1] },
  [LIST]: { aisles: [], checked: [] },
  "/api/v1/profile": { weight: 70 },
});

it("UX-02: a plan that was opened is there with no network, and so is its list", async () => {
  const scene = createScene(bodies());
  await scene.read(PLAN);
  await scene.settle();
  await scene.settle();
  scene.state.isUp = false;
  expect(await scene.read(PLAN)).toEqual({ id: "p1", days: [1] });
  expect(await scene.read(LIST)).toEqual({ aisles: [], checked: [] });
  expect(scene.state.kept).toBe(2);
});

it("UX-02: the list comes along in the units that the person chose", async () => {
  const list = `${PLAN}/groceries?units=us`;
  const scene = createScene({
    ...bodies(),
    "/api/v1/kitchen": { units: "us" },
    [list]: { aisles: ["oz"] },
  });
  await scene.read("/api/v1/kitchen");
  await scene.settle();
  await scene.read(PLAN);
  await scene.settle();
  await scene.settle();
  scene.state.isUp = false;
  expect(await scene.read(list)).toEqual({ aisles: ["oz"] });
});

it("PERF-04: a list that its page asks for does not come along once more", async () => {
  const scene = createScene(bodies());
  await Promise.all([scene.read(PLAN), scene.read(LIST)]);
  await scene.settle();
  await scene.settle();
  expect(scene.asked.filter((path) => path === LIST)).toHaveLength(1);
  // Another plan has another list.
  await scene.read(`${PLAN}/swap`, { method: "POST" });
  await scene.settle();
  await scene.settle();
  expect(scene.asked.filter((path) => path === LIST)).toHaveLength(2);
});

it("UX-02: what was ticked and changed is what comes up with no network", async () => {
  const scene = createScene({
    ...bodies(),
    [`${PLAN}/groceries/checks`]: { checked: ["rice"] },
    [`${PLAN}/swap`]: { id: "p1", days: [2] },
  });
  await scene.read(LIST);
  await scene.read(`${PLAN}/swap`, { method: "POST" });
  await scene.settle();
  await scene.read(`${PLAN}/groceries/checks`, { method: "PUT" });
  await scene.settle();
  scene.state.isUp = false;
  expect(await scene.read(PLAN)).toEqual({ id: "p1", days: [2] });
  expect(await scene.read(LIST)).toEqual({ aisles: [], checked: ["rice"] });
});

it("UX-12: health stays on the server, and online nothing comes from the device", async () => {
  const scene = createScene(bodies());
  await scene.read("/api/v1/profile");
  await scene.read(ME);
  await scene.settle();
  expect([...scene.texts.keys()]).toEqual([ME]);
  scene.bodies[ME] = { user: { id: "ann", name: "new" } };
  expect(await scene.read(ME)).toEqual({ user: { id: "ann", name: "new" } });
  scene.state.isUp = false;
  await expect(scene.read("/api/v1/profile")).rejects.toThrow("Failed to fetch");
});

it("P-116: nothing is kept after signing out, not even what was on its way", async () => {
  const scene = createScene(bodies());
  await scene.read(PLAN);
  const underway = scene.answers.fetch(LIST, {});
  await scene.answers.forget();
  await underway;
  await scene.settle();
  await scene.settle();
  expect([...scene.texts.keys()]).toEqual([]);
});

it("UX-12: an ended session and another person empty what was kept", async () => {
  const scene = createScene(bodies());
  await scene.read(ME);
  await scene.read("/api/v1/plans");
  await scene.settle();
  scene.bodies[ME] = { user: { id: "bob" } };
  await scene.read(ME);
  await scene.settle();
  expect([...scene.texts.keys()]).toEqual([ME]);
  scene.state.status = 401;
  await scene.answers.fetch(ME, {});
  expect([...scene.texts.keys()]).toEqual([]);
});
