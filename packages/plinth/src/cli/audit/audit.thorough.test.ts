import { afterAll, beforeAll, expect, test } from "vitest";
import { startSpecimen } from "../../testing/sabotage/index.ts";
import type { TestApplication } from "../../testing/test-application.ts";
import { parseArguments, type Terminal, UsageError } from "../command.ts";
import { audit } from "./audit.ts";

/** Runs the command on a line as typed, and keeps what it printed and told. */
const run = async (...line: readonly string[]) => {
  const printed: string[] = [];
  const told: string[] = [];
  const terminal: Terminal = {
    print: (text) => printed.push(text),
    tell: (text) => told.push(text),
    environment: {},
    directory: "/",
  };
  const code = await audit.run(parseArguments(audit, line), terminal);
  return { code, printed: printed.join("\n"), told };
};

let sound: TestApplication;
let weak: TestApplication;
beforeAll(async () => {
  sound = await startSpecimen();
  weak = await startSpecimen({
    alter: () => ({
      controls: (controls) => ({ ...controls, replyHeaders: () => [] }),
    }),
  });
});
afterAll(async () => {
  await sound.stop();
  await weak.stop();
});

test.each([
  [[], /takes one URL/],
  [["http://127.0.0.1:1", "http://127.0.0.1:2"], /is a word too many/],
  [["http://127.0.0.1:1", "--depth", "deep"], /--depth is one of look, touch, drill/],
  [["http://127.0.0.1:1", "--fail-on", "bad"], /--fail-on is one of critical, high/],
  [["http://127.0.0.1:1", "--only", "nosniff,nothing"], /no probe nothing/],
  [["http://127.0.0.1:1", "--fuzz"], /--fuzz needs --depth touch/],
  [["http://127.0.0.1:1", "--seed", "one"], /--seed is a whole number/],
  [["https://example.org"], /not this machine/],
  [["nonsense"], /not a URL/],
  [["http://127.0.0.1:1"], /nothing answers/],
])("TST-06: %j is a mistake, named in one sentence", async (line, reason) => {
  await expect(run(...line)).rejects.toThrow(UsageError);
  await expect(run(...line)).rejects.toThrow(reason);
});

test("TST-06: an unknown flag is a mistake", () => {
  expect(() => parseArguments(audit, ["--loudly"])).toThrow(UsageError);
});

test("TST-06: green on the product: exit 0, one line of progress a probe, one score", async () => {
  const { code, printed, told } = await run(sound.localUrl, "--only", "nosniff,framing");
  expect(code).toBe(0);
  expect(told.map((line) => line.replace(/ \(\d+ ms\)/, ""))).toEqual([
    "[1/2] pass     framing",
    "[2/2] pass     nosniff",
  ]);
  expect(printed).toContain("score 2 of 2");
});

test("TST-06: red on a weak service: exit 1, with what was measured, the remedy and the exchange", async () => {
  const { code, printed } = await run(weak.localUrl, "--only", "nosniff");
  expect(code).toBe(1);
  expect(printed).toMatch(/^FAIL \[medium\] nosniff: /);
  expect(printed).toContain("no x-content-type-options");
  expect(printed).toContain("remedy:   Send X-Content-Type-Options: nosniff");
  expect(printed).toContain("    > GET /");
  expect(printed).toContain("score 0 of 1");
});

test("TST-06: --fail-on lets milder findings pass", async () => {
  expect((await run(weak.localUrl, "--only", "nosniff", "--fail-on", "high")).code).toBe(0);
  expect((await run(weak.localUrl, "--only", "nosniff", "--fail-on", "medium")).code).toBe(1);
});

test("TST-06, EVID-01: --json prints the report and nothing else", async () => {
  const { printed } = await run(weak.localUrl, "--json", "--only", "nosniff,request-ids,lockout");
  const report = JSON.parse(printed);
  expect(
    report.lines.map(({ id, verdict }: { id: string; verdict: string }) => [id, verdict]),
  ).toEqual([
    ["nosniff", "fail"],
    ["lockout", "not-run"],
    ["request-ids", "pass"],
  ]);
  expect(report.score).toEqual({ value: 1, denominator: 3 });
  expect(report.lines[0].evidence[0].request).toContain("GET /");
});

test("P-068: policies that may not be read are blocked, and neither passed nor left out", async () => {
  const guarded = await startSpecimen({ env: { DOCS_ACCESS: "admin" } });
  try {
    const line = ["--json", "--depth", "touch", "--only", "roles,lockout,wrong-method,nosniff"];
    const { code, printed } = await run(guarded.localUrl, ...line);
    const { lines, score } = JSON.parse(printed);
    const verdicts = lines.map((one: { verdict: string }) => one.verdict);
    expect(verdicts).toEqual(["blocked", "blocked", "blocked", "pass"]);
    expect(score).toEqual({ value: 1, denominator: 4 });
    expect(code).toBe(1);
  } finally {
    await guarded.stop();
  }
});

test("TST-06: --list prints every probe without a target", async () => {
  const { code, printed } = await run("--list", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(printed).length).toBeGreaterThanOrEqual(25);
});
