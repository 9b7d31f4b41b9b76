import { expect, test } from "vitest";
import { createManualClock } from "#core";
import { BlockedError, type Finding, type Probe } from "./probe.ts";
import { runProbes } from "./runner.ts";
import type { Answer, Target } from "./target.ts";

const clock = createManualClock();
const passed: Finding = { verdict: "pass", measured: "1 thing", wanted: "1 thing" };

const probeOf = (id: string, run: Probe["run"], depth: Probe["depth"] = "look"): Probe => ({
  id,
  claim: `claim of ${id}`,
  requirements: ["EVID-01"],
  standard: "RFC 9457",
  owasp: "A04",
  severity: "low",
  depth,
  remedy: "none",
  sabotage: "none",
  run,
});

/** A target of a probe that asks nothing; it remembers the signals of its visitors. */
const silentTarget = () => {
  const signals: AbortSignal[] = [];
  const target: Target = {
    url: "http://127.0.0.1:1",
    isHttps: false,
    isLocal: true,
    depth: "touch",
    document: undefined,
    unreadDocument: undefined,
    clock,
    fuzz: { seed: 1, requests: 0 },
    heard: () => ({ answers: 0, busy: 0, refused: [] }),
    ask: () => Promise.reject<Answer>(new Error("nobody asks here")),
    open: () => Promise.reject(new Error("nobody connects here")),
    pause: () => Promise.resolve(),
    unique: (prefix) => prefix,
    hasVisitors: true,
    remember: (_, make) => make(),
    visitor: (signal) => {
      if (signal !== undefined) signals.push(signal);
      return target;
    },
  };
  return { target, signals };
};

const run = (probes: readonly Probe[], depth: Probe["depth"] = "look") => {
  const { target, signals } = silentTarget();
  const options = { probes, target, depth, clock, version: "1.2.3", probeTimeoutMs: 30 };
  return runProbes(options).then((report) => ({ report, signals }));
};

test("P-068: a probe that throws or hangs is not run, says why, and counts against the score", async () => {
  const { report } = await run([
    probeOf("good", () => Promise.resolve(passed)),
    probeOf("throws", () => Promise.reject(new Error("it broke"))),
    probeOf("throws-at-once", () => {
      throw new Error("at once");
    }),
    probeOf("hangs", () => new Promise(() => undefined)),
  ]);
  expect(report.lines.map(({ id, verdict, measured }) => [id, verdict, measured])).toEqual([
    ["hangs", "not-run", "no verdict in 30 ms"],
    ["throws", "not-run", "it broke"],
    ["throws-at-once", "not-run", "at once"],
    ["good", "pass", "1 thing"],
  ]);
  expect(report.score).toEqual({ value: 1, denominator: 4 });
});

test("EVID-01: a probe that something keeps from judging is blocked, not passed", async () => {
  const { report } = await run([
    probeOf("limited", () => Promise.reject(new BlockedError("sign-up answered 429, not 201"))),
  ]);
  expect(report.lines[0]).toMatchObject({
    verdict: "blocked",
    measured: "sign-up answered 429, not 201",
  });
  expect(report.score).toEqual({ value: 0, denominator: 1 });
});

test("EVID-01: what lies deeper than allowed is listed as not run and is never called", async () => {
  const calls: string[] = [];
  const { report } = await run([
    probeOf("deep", () => Promise.resolve(passed).finally(() => calls.push("deep")), "touch"),
  ]);
  expect(calls).toEqual([]);
  expect(report.lines[0]).toMatchObject({ verdict: "not-run", measured: "needs --depth touch" });
  expect(report.score).toEqual({ value: 0, denominator: 1 });
});

test("EVID-01: a line holds claim, standard, command, measure, threshold, time and verdict", async () => {
  const { report } = await run([probeOf("good", () => Promise.resolve(passed))]);
  expect(report).toMatchObject({ tool: { name: "plinth", version: "1.2.3" }, depth: "look" });
  expect(report.lines[0]).toEqual({
    id: "good",
    claim: "claim of good",
    requirements: ["EVID-01"],
    standard: "RFC 9457",
    owasp: "A04",
    severity: "low",
    depth: "look",
    verdict: "pass",
    measured: "1 thing",
    wanted: "1 thing",
    remedy: "none",
    command: "plinth audit http://127.0.0.1:1 --depth look --only good",
    evidence: [],
    at: "2026-01-01T00:00:00.000Z",
    durationMs: expect.any(Number),
  });
});

test("P-069: each probe has a visitor of its own, and nothing is sent for it once it is over", async () => {
  const during: boolean[] = [];
  const { signals } = await run([
    probeOf("first", () => Promise.resolve(passed)),
    probeOf("hangs", () => new Promise(() => undefined)),
    probeOf("looks", () => {
      during.push(true);
      return Promise.resolve(passed);
    }),
  ]);
  expect(signals).toHaveLength(3);
  expect(new Set(signals).size).toBe(3);
  expect(signals.every(({ aborted }) => aborted)).toBe(true);
});
