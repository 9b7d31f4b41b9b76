import { describe, expect, it } from "vitest";
import { createLineRing } from "./line-ring.ts";
import { logLineProblems, matchesLine, parseLogLine } from "./lines.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const line = (fields: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    level: "info",
    time: "2026-01-01T00:00:00.000Z",
    component: "http",
    message: "request",
    ...fields,
  });

describe("the schema of a line", () => {
  it("LOG-01: knows its keys, and whatever stands beside them", () => {
    expect(logLineProblems(line())).toEqual([]);
    expect(logLineProblems(line({ requestId: "r", traceId: TRACE, other: [1] }))).toEqual([]);
  });

  it("LOG-01: says what is missing or wrong, and quotes nothing", () => {
    expect(logLineProblems("no json")).toEqual(["is no JSON object"]);
    expect(logLineProblems("[]")).toEqual(["is no JSON object"]);
    expect(logLineProblems(line({ level: "loud" }))).toHaveLength(1);
    expect(logLineProblems(line({ time: "yesterday" }))).toHaveLength(1);
    expect(logLineProblems(line({ component: undefined, message: 1 }))).toHaveLength(2);
    expect(logLineProblems(line({ traceId: "short", category: "Secrets!" }))).toHaveLength(2);
  });
});

describe("which lines are wanted", () => {
  it("LOG-07: are told by level, component, category, request, trace and time", () => {
    const one = parseLogLine(line({ level: "warn", requestId: "r", category: "security" }));
    if (one === undefined) throw new Error("the line is one");
    const matches = (filter: Parameters<typeof matchesLine>[1]) => matchesLine(one, filter);
    expect(matches({})).toBe(true);
    expect([matches({ level: "warn" }), matches({ level: "error" })]).toEqual([true, false]);
    expect([matches({ component: "http" }), matches({ component: "jobs" })]).toEqual([true, false]);
    expect([matches({ category: "security" }), matches({ requestId: "x" })]).toEqual([true, false]);
    const at = Date.parse(one.time);
    expect([matches({ since: at }), matches({ since: at + 1 })]).toEqual([true, false]);
    expect(matches({ traceId: TRACE })).toBe(false);
  });
});

describe("the newest lines in memory", () => {
  it("LOG-07: are found oldest first, and no more than fit", () => {
    const ring = createLineRing(2_000);
    for (let n = 0; n < 100; n += 1) ring.add(`${line({ n })}\n${line({ n: n + 0.5 })}\n`);
    const found = ring.find({}, 3);
    expect(found.map(({ n }) => n)).toEqual([98.5, 99, 99.5]);
    const all = ring.find({}, 1_000);
    expect(all.length).toBeGreaterThan(3);
    expect(ring.blocks().join("").length).toBeLessThanOrEqual(2_000);
    expect(ring.find({ component: "jobs" }, 10)).toEqual([]);
  });
});
