import { afterAll, beforeAll, expect, test } from "vitest";
import { createManualClock, type ManualClock } from "#core";
import { status } from "#modules/status";
import { type Identity, startIdentity } from "../../testing/identity.ts";
import { type MetricsHistoryService, metricsHistory } from "./index.ts";
import type { HistoryAnswer } from "./service.ts";

const ROOT = "/api/v1/admin/metrics";
const START = Date.UTC(2026, 0, 1);

let identity: Identity;
let clock: ManualClock;
let bearer: Readonly<Record<string, string>>;
const bearerOf = async (role: string) => {
  const { tokens } = await identity.addSession(await identity.addAccount({ role }));
  return { authorization: `Bearer ${tokens.accessToken}` };
};
const ask = async (path: string, headers = bearer) => {
  const answer = await identity.send("GET", `${ROOT}${path}`, undefined, headers);
  return {
    status: answer.status,
    text: await answer.text(),
    type: answer.headers.get("content-type"),
  };
};
const lines = async (query: string) =>
  JSON.parse((await ask(`?${query}&from=${START}&to=${clock.now()}`)).text) as HistoryAnswer;
const keeper = () =>
  (identity.app.modules.service("metrics-history") as MetricsHistoryService).keeper;

beforeAll(async () => {
  clock = createManualClock(START);
  identity = await startIdentity({ modules: [status, metricsHistory], clock });
  bearer = await bearerOf("admin");
  const calls = identity.app.metrics.counter({
    name: "test_calls_total",
    help: "Calls of this test",
    labels: ["kind"],
  });
  const took = identity.app.metrics.histogram({
    name: "test_seconds",
    help: "Times of this test",
    buckets: [0.1, 1],
  });
  // Two minutes at one and two calls a second.
  for (let tick = 0; tick < 12; tick += 1) {
    clock.advance(10_000);
    calls.child({ kind: "good" }).inc(20);
    calls.child({ kind: "=bad" }).inc(10);
    for (let call = 0; call < 100; call += 1) took.child().observe(call < 95 ? 0.05 : 0.5);
    await keeper().tick();
  }
});
afterAll(() => identity.app.stop());

test("AZ-02: the past is not for strangers and users", async () => {
  const user = await bearerOf("user");
  for (const path of ["?name=test_calls_total", "/names", "/export?name=test_calls_total"]) {
    expect((await ask(path, {})).status).toBe(401);
    expect((await ask(path, user)).status).toBe(403);
  }
});

test("OBS-12: rates are what was counted in their time, by label and together", async () => {
  const together = await lines("name=test_calls_total&step=10");
  expect(together).toMatchObject({ kind: "counter", statistic: "rate", step: 10 });
  expect(together.times).toHaveLength(12);
  expect(together.lines).toEqual([{ label: "", values: Array(12).fill(3) }]);
  const apart = await lines("name=test_calls_total&step=60&by=kind&statistic=increase");
  expect(apart.lines).toEqual([
    { label: "good", values: [120, 120] },
    { label: "=bad", values: [60, 60] },
  ]);
  const chosen = await lines("name=test_calls_total&step=60&where=kind:go*");
  expect(chosen.lines).toEqual([{ label: "", values: [2, 2] }]);
});

test("OBS-02: percentiles come from what was counted in each step", async () => {
  const values = async (statistic: string) =>
    (await lines(`name=test_seconds&step=60&statistic=${statistic}`)).lines[0]?.values;
  expect(await values("p50")).toEqual([expect.closeTo(0.0526, 3), expect.closeTo(0.0526, 3)]);
  expect(await values("p99")).toEqual([expect.closeTo(0.82, 2), expect.closeTo(0.82, 2)]);
  expect(await values("mean")).toEqual([expect.closeTo(0.0725, 4), expect.closeTo(0.0725, 4)]);
});

test("OBS-12: gauges are the mean of their step; a time without a node has no value", async () => {
  const { lines: found } = await lines("name=process_resident_memory_bytes&step=60");
  expect(found[0]?.values).toEqual([expect.any(Number), expect.any(Number)]);
  const before = await ask(`?name=test_calls_total&step=60&from=${START - 600_000}&to=${START}`);
  expect((JSON.parse(before.text) as HistoryAnswer).lines[0]?.values).toEqual(Array(10).fill(null));
});

test("OBS-12: the same as a file, in which nothing is a formula", async () => {
  const path = `/export?name=test_calls_total&step=60&by=kind&from=${START}&to=${START + 60_000}`;
  const { text, type } = await ask(path);
  expect(type).toBe("text/csv; charset=utf-8; header=present");
  expect(text).toBe("time,good,'=bad\r\n2026-01-01T00:00:00.000Z,2,1\r\n");
});

test("OBS-12: what can be asked is listed; what cannot is refused in words", async () => {
  const { families } = JSON.parse((await ask("/names")).text) as {
    families: readonly { readonly name: string }[];
  };
  expect(families).toContainEqual(
    expect.objectContaining({ name: "test_calls_total", labels: ["kind"] }),
  );
  expect((await ask("?name=nobody_knows")).status).toBe(404);
  for (const query of [
    "name=Bad-Name",
    "name=test_calls_total&by=nothing",
    "name=test_calls_total&where=kind",
    "name=test_calls_total&statistic=p99",
    `name=test_calls_total&from=${START}&to=${START}`,
    `name=test_calls_total&step=10&from=${START - 3_600_000_000}`,
  ]) {
    expect((await ask(`?${query}`)).status, query).toBe(400);
  }
});
