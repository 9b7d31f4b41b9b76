import { expect, it } from "vitest";
import { createKeptAnswers } from "./kept-answers.ts";
import { isLeft, lettersName, ME, welcome } from "./left-letters.ts";
import { createMemoryBox } from "./memory-box.test-support.ts";
import { endSession, SESSION } from "./session-end.ts";

const PLAN = "/api/v1/plans/p1";
const LETTERS = lettersName("ann");

/** What the server says of a session: its state, no answer, or one that says nothing. */
type Says = "live" | "expired" | "ended" | "none" | "no answer" | "an error";

/** Ann's box, with a plan and a letter, before a server that says how her session stands. */
const createScene = (says: Says) => {
  const memory = createMemoryBox();
  const state = { says, asked: 0 };
  const fetch = async (path: string): Promise<Response> => {
    expect(path).toBe(SESSION);
    state.asked += 1;
    if (state.says === "no answer") throw new TypeError("Failed to fetch");
    if (state.says === "an error") return new Response("busy", { status: 503 });
    return Response.json({ state: state.says });
  };
  memory.texts.set(ME, JSON.stringify({ user: { id: "ann" } }));
  memory.texts.set(PLAN, "{}");
  memory.texts.set(LETTERS, '[{"key":"1"}]');
  const end = () => endSession({ ...memory, fetch });
  return { ...memory, state, end };
};

it.each(["expired", "live", "no answer", "an error"] as const)(
  "UX-02, UX-12: of a session that nobody has ended (%s) the letters stay, and nothing else of the person",
  async (says) => {
    const scene = createScene(says);
    await scene.end();
    expect(scene.texts.get(LETTERS)).toBe('[{"key":"1"}]');
    for (const name of [ME, PLAN]) expect(scene.texts.has(name)).toBe(false);
    expect(await isLeft(scene.box)).toBe(true);
    await welcome(scene.box, "ann");
    expect(await isLeft(scene.box)).toBe(false);
    expect([...scene.texts.keys()]).toEqual([LETTERS]);
  },
);

it.each(["ended", "none"] as const)(
  "P-025, P-116: of a session that was ended (%s) nothing stays, letters neither",
  async (says) => {
    const scene = createScene(says);
    await scene.end();
    expect([...scene.texts.keys()]).toEqual([]);
  },
);

it("UX-02: letters that were left outlive the cookie, and go when the session is ended from elsewhere", async () => {
  const scene = createScene("expired");
  await scene.end();
  scene.state.says = "none";
  await scene.end();
  expect(scene.texts.has(LETTERS)).toBe(true);
  scene.state.says = "ended";
  await scene.end();
  expect([...scene.texts.keys()]).toEqual([]);
});

it("P-116, UX-12: letters that were left go when somebody else is there, and theirs stay", async () => {
  const scene = createScene("expired");
  await scene.end();
  scene.texts.set(lettersName("bob"), "[]");
  await welcome(scene.box, "bob");
  expect([...scene.texts.keys()]).toEqual([lettersName("bob")]);
});

it("UX-12: where nothing waits nothing is left, and the server is not asked", async () => {
  for (const name of [LETTERS, ME]) {
    const scene = createScene("expired");
    scene.texts.delete(name);
    await scene.end();
    expect([...scene.texts.keys()]).toEqual([]);
    expect(scene.state.asked).toBe(0);
  }
});

it("UX-12: a browser that keeps nothing loses nothing by it", async () => {
  const scene = createScene("expired");
  const broken = { ...scene.box, get: () => Promise.reject(new Error("no storage")) };
  let isEmptied = false;
  const empty = async () => {
    isEmptied = true;
  };
  await endSession({ box: broken, empty, fetch: () => Promise.reject(new Error("unasked")) });
  expect(isEmptied).toBe(true);
});

it("P-116: a page hears it from the server; who comes next finds their own letters, and only those", async () => {
  for (const next of ["ann", "bob"] as const) {
    const memory = createMemoryBox();
    const state = { status: 200, user: "ann" };
    const fetch = async (path: string) => {
      if (path === SESSION) return Response.json({ state: "expired" });
      if (state.status === 401) return new Response("", { status: 401 });
      return Response.json(path === ME ? { user: { id: state.user } } : { plans: [] });
    };
    const answers = createKeptAnswers({
      ...memory,
      fetch,
      end: () => endSession({ ...memory, fetch }),
      rest: () => Promise.resolve(),
      onKept: () => undefined,
    });
    const read = async (path: string) => {
      await answers.fetch(path, {});
      await new Promise((resolve) => setTimeout(resolve, 0));
    };
    await read(ME);
    await read("/api/v1/plans");
    memory.texts.set(LETTERS, "[]");
    state.status = 401;
    await read(ME);
    expect(memory.texts.has("/api/v1/plans")).toBe(false);
    expect(memory.texts.has(LETTERS)).toBe(true);
    state.status = 200;
    state.user = next;
    await read(ME);
    expect([...memory.texts.keys()].toSorted()).toEqual(next === "ann" ? [ME, LETTERS] : [ME]);
  }
});
