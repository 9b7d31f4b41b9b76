import { setTimeout as pause } from "node:timers/promises";
import { afterAll, describe, expect, it, vi } from "vitest";
import { announceSkipped } from "../../packages/plinth/src/testing/postgres.ts";
import { type PairAnswer, startPair } from "../scale-support/pair.ts";
import { PASSWORD } from "../support/api.ts";

// Every call goes through nginx, which picks one of two processes at random: whoever calls must not be
// able to tell. Each test goes on from the one before it, in the order in which they stand.

const startedAt = Date.now();
const pair = await startPair();
if ("missing" in pair) announceSkipped("two nodes behind nginx", pair.missing);
afterAll(() => ("missing" in pair ? undefined : pair.stop()));
const there = () => {
  if ("missing" in pair) throw new Error(pair.missing);
  return pair;
};
const [A, B] = [0, 1];
const EMAIL = "random@example.org";
let token = "";

const pidsOf = (): ReadonlySet<unknown> => new Set(there().nodes.map(({ pid }) => pid));
const signIn = async (email: string, password = PASSWORD, from?: string): Promise<PairAnswer> =>
  there().call("POST", "/api/v1/auth/signin", {
    body: { email, password },
    ...(from === undefined ? {} : { from }),
  });
const signUp = async (email: string, from?: string): Promise<string> => {
  const body = { email, password: PASSWORD, name: "Random" };
  await there().call("POST", "/api/v1/auth/signup", { body, ...(from ? { from } : {}) });
  return String((await signIn(email, PASSWORD, from)).json["accessToken"]);
};
const times = async <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> => {
  const results: T[] = [];
  for (let index = 0; index < count; index += 1) results.push(await work(index));
  return results;
};
const statusesOf = async (answers: Promise<readonly PairAnswer[]>) =>
  (await answers).map(({ status }) => status);
const me = (bearer: string) => there().call("GET", "/api/v1/auth/me", { token: bearer });
const value = async () => (await there().call("GET", "/api/v1/value", { token })).json;
const sql = (text: string) => there().postgres.query(text, there().databaseUrl);
const passed = (statuses: readonly number[]) => statuses.filter((status) => status === 200).length;

/** Answers of both nodes, one of each at least. */
const untilBoth = async (): Promise<ReadonlySet<unknown>> => {
  const seen = new Set<unknown>();
  for (let call = 0; call < 200 && seen.size < 2; call += 1) seen.add((await value())["node"]);
  return seen;
};

describe.skipIf("missing" in pair)("two nodes behind nginx, picked at random", () => {
  it("SCALE-01, SES-01: a session that one node began is known to both", async () => {
    token = await signUp(EMAIL);
    expect(new Set(await statusesOf(times(30, () => me(token))))).toEqual(new Set([200]));
    expect(await untilBoth()).toEqual(pidsOf());
  });

  it("SCALE-01, SES-07, P-077: a session that was ended is refused by whichever answers", async () => {
    const ended = String((await signIn(EMAIL)).json["accessToken"]);
    expect(new Set(await statusesOf(times(20, () => me(ended))))).toEqual(new Set([200]));
    expect((await there().call("POST", "/api/v1/auth/signout", { token: ended })).status).toBe(204);
    const told = performance.now();
    // A node may believe it for a second; what begins after that is refused.
    while (performance.now() - told < 1_000) await me(ended);
    expect(new Set(await statusesOf(times(20, () => me(ended))))).toEqual(new Set([401]));
    expect((await me(token)).status).toBe(200);
  });

  it("SCALE-01, P-073: a limit admits exactly what it says, whoever counts", async () => {
    const calls = Array.from({ length: 25 }, () =>
      there().call("GET", "/api/v1/scarce", { token }),
    );
    expect(passed((await Promise.all(calls)).map(({ status }) => status))).toBe(25);
  });

  it("SCALE-01, P-038: a quota is used up once, over both", async () => {
    const calls = Array.from({ length: 7 }, () =>
      there().call("POST", "/api/v1/metered", { token }),
    );
    expect(passed((await Promise.all(calls)).map(({ status }) => status))).toBe(7);
  });

  it("SCALE-01, ID-12: failures count together, and both keep the account locked", async () => {
    const email = "locked@example.org";
    const known = await signUp(email, "127.0.0.2");
    const wrong = await times(6, (index) =>
      signIn(email, "Rosen-um-9-Uhr!", `127.0.1.${index + 1}`),
    );
    expect(new Set(wrong.map(({ status }) => status))).toEqual(new Set([401]));
    // The right one, from a browser that nobody knows: refused by both.
    const right = await times(12, (index) => signIn(email, PASSWORD, `127.0.2.${index + 1}`));
    expect(new Set(right.map(({ status }) => status))).toEqual(new Set([401]));
    expect((await me(known)).status).toBe(200);
  });

  it("SCALE-01, CACHE-03: a change is read from both within a second, and never the old one after that", async () => {
    for (const next of ["one", "two", "three"]) {
      await untilBoth();
      await there().call("PUT", "/api/v1/value", { token, body: { value: next } });
      const told = performance.now();
      while (performance.now() - told < 1_000 && (await value())["value"] !== next) await pause(5);
      await pause(Math.max(0, 100 - (performance.now() - told)));
      const seen = await times(20, value);
      expect(new Set(seen.map((one) => one["value"]))).toEqual(new Set([next]));
    }
  });

  it("SCALE-01, RES-05: one is killed: reads go on, writes fail for the moment only, and nothing is lost or done twice", async () => {
    let isOver = false;
    const reads: PairAnswer[] = [];
    const writes: PairAnswer[] = [];
    const lane = async (kept: PairAnswer[], method: string, path: string): Promise<void> => {
      while (!isOver) kept.push(await there().call(method, path, { token }));
    };
    const lanes = [
      lane(reads, "GET", "/api/v1/value"),
      lane(reads, "GET", "/api/v1/auth/me"),
      lane(writes, "POST", "/api/v1/work"),
      lane(writes, "POST", "/api/v1/work"),
    ];
    const more = async (kept: readonly unknown[], count: number): Promise<void> => {
      const from = kept.length;
      await vi.waitFor(() => expect(kept.length).toBeGreaterThan(from + count), 20_000);
    };
    await Promise.all([more(reads, 40), more(writes, 20)]);
    await there().kill(B);
    const after = writes.length;
    await Promise.all([more(reads, 60), more(writes, 30)]);
    isOver = true;
    await Promise.all(lanes);

    // A read is asked for again at the other node; a write that was under way is not: 502, try again.
    expect(new Set(reads.map(({ status }) => status))).toEqual(new Set([200]));
    const others = writes.filter(({ status }) => status !== 202).map(({ status }) => status);
    expect(others.filter((status) => status !== 502)).toEqual([]);
    expect(others.length).toBeLessThanOrEqual(4);
    expect(new Set(writes.slice(after + 4).map(({ status }) => status))).toEqual(new Set([202]));

    // What the dead node had begun is taken over when its lease ends (SCALE-03 shows that); all else is done.
    const accepted = writes.filter(({ status }) => status === 202).map(({ json }) => json["id"]);
    const left = async () =>
      (await sql("select id, state from jobs where name = 'work' and state <> 'done'")).map(
        ({ id, state }) => ({ id, state }),
      );
    // Four of a kind run at once on a node: more than that, and the other is still at its own.
    const held = await vi.waitFor(async () => {
      const jobs = await left();
      expect(jobs.filter(({ state }) => state !== "running")).toEqual([]);
      expect(jobs.length).toBeLessThanOrEqual(4);
      return new Set(jobs.map(({ id }) => id));
    }, 20_000);
    const effects = (await sql("select job from pair_effects")).map(({ job }) => job);
    expect(effects.length).toBe(new Set(effects).size);
    const done = new Set(effects);
    expect(accepted.filter((id) => !done.has(id) && !held.has(id))).toEqual([]);
    const nodes = (await sql("select distinct node from pair_effects")).length;
    expect(nodes).toBe(2);
  });

  it("SCALE-01: the other alone keeps sessions, counts and the account that is locked", async () => {
    expect((await me(token)).status).toBe(200);
    expect((await signIn("locked@example.org", PASSWORD, "127.0.3.1")).status).toBe(401);
    const limited = Array.from({ length: 30 }, () =>
      there().call("GET", "/api/v1/scarce", { token }),
    );
    expect(passed((await Promise.all(limited)).map(({ status }) => status))).toBe(15);
    const metered = await statusesOf(
      times(6, () => there().call("POST", "/api/v1/metered", { token })),
    );
    expect(passed(metered)).toBe(3);
    expect(new Set(metered)).toEqual(new Set([200, 429]));
  });

  it("SCALE-01: ticks of a schedule ran once each all the time, and go on", async () => {
    const count = async () =>
      Number(
        (await sql("select count(*)::int as ticks from jobs where name = 'tick'"))[0]?.["ticks"],
      );
    const before = await count();
    await vi.waitFor(async () => expect(await count()).toBeGreaterThan(before), 10_000);
    const seconds = Math.ceil((Date.now() - startedAt) / 1_000);
    const ticks = await count();
    expect(ticks).toBeLessThanOrEqual(seconds + 2);
    expect(ticks).toBeGreaterThan(seconds / 3);
  });

  it("SCALE-01: the killed one comes back and agrees at once", async () => {
    await there().revive(B);
    await vi.waitFor(async () => expect(await untilBoth()).toEqual(pidsOf()), 20_000);
    expect(there().nodes[A]?.pid).not.toBe(there().nodes[B]?.pid);
    const scarce = await statusesOf(
      times(10, () => there().call("GET", "/api/v1/scarce", { token })),
    );
    expect(new Set(scarce)).toEqual(new Set([429]));
    expect(new Set(await statusesOf(times(10, () => me(token))))).toEqual(new Set([200]));
    expect((await value())["value"]).toBe("three");
  });
});
