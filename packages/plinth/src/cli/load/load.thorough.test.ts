import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { operationsModules } from "#app";
import { route } from "#http";
import type { LoadResult } from "#load";
import { defineModule } from "#modules/contract";
import { Type } from "#vendor/typebox";
import { startTestApplication, type TestApplication } from "../../testing/test-application.ts";
import { parseArguments, type Terminal, UsageError } from "../command.ts";
import { load } from "./load.ts";

const open = { public: true, because: "a test asks" } as const;
const unlimited = { none: "a test asks often" } as const;
const Done = Type.Object({ done: Type.Boolean() }, { additionalProperties: false });
const patient = defineModule({
  name: "patient",
  setup: () => ({}),
  routes: () => [
    route.get(
      "/api/v1/patient",
      {
        access: open,
        summary: "Takes its time",
        limit: unlimited,
        responses: { 200: Done },
      },
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 700));
        return { done: true };
      },
    ),
    route.get(
      "/api/v1/quick",
      { access: open, summary: "Is quick", limit: unlimited, responses: { 200: Done } },
      () => ({ done: true }),
    ),
  ],
});

const directory = mkdtempSync(join(tmpdir(), "plinth-load-"));
let application: TestApplication;
beforeAll(async () => {
  application = await startTestApplication({ modules: [...operationsModules, patient] });
});
afterAll(async () => {
  await application.stop();
  rmSync(directory, { recursive: true });
});

/** Runs the command on a line as typed, and keeps what it printed and told. */
const run = async (...line: readonly string[]) => {
  const printed: string[] = [];
  const told: string[] = [];
  const terminal: Terminal = {
    print: (text) => printed.push(text),
    tell: (text) => told.push(text),
    environment: {},
    directory,
  };
  const code = await load.run(parseArguments(load, line), terminal);
  return { code, printed: printed.join("\n"), told };
};

describe("plinth load", () => {
  it("P-055, P-056, TST-05: the server's own gauges peak at what was asked for, and both count the same", async () => {
    const { code } = await run(
      ...[application.localUrl, "--endpoint", "/api/v1/patient", "--concurrent", "200"],
      ...["--duration", "1500ms", "--output", "results.json", "--html", "page.html", "--quiet"],
    );
    const result = JSON.parse(readFileSync(join(directory, "results.json"), "utf8")) as LoadResult;
    const { confirmation, total } = result;
    expect(confirmation?.detail).toBe("client and server count the same");
    // The look itself waits for its answer too.
    expect(confirmation?.peakInFlight).toBeGreaterThan(190);
    expect(confirmation?.peakInFlight).toBeLessThanOrEqual(201);
    expect(result.connections).toEqual({ asked: 200, peak: 200 });
    expect(total.statuses).toEqual({ 200: total.requests });
    expect(total.latency.p50).toBeGreaterThan(0);
    expect(result.environment.cores).toBeGreaterThan(0);
    expect(code).toBe(0);
    expect(readFileSync(join(directory, "page.html"), "utf8")).not.toContain("<script");
  });

  it("P-056: requests that were given up are counted by both sides", async () => {
    const { printed } = await run(
      ...[application.localUrl, "--endpoint", "/api/v1/patient", "--concurrent", "20"],
      ...["--duration", "2500ms", "--timeout", "200ms", "--json", "--quiet"],
    );
    const { confirmation, total } = JSON.parse(printed) as LoadResult;
    expect(total.faults).toEqual({ timeout: total.requests });
    expect(total.requests).toBeGreaterThan(80);
    expect(confirmation).toMatchObject({ state: "agrees" });
    const { client, server } = confirmation?.answered ?? {};
    expect(Math.abs((client ?? 0) - (server ?? 0))).toBeLessThanOrEqual(22);
  });

  it("PERF-01: an objective that is missed gives exit code 1", async () => {
    const line = [
      application.localUrl,
      "--endpoint",
      "/api/v1/quick",
      "--duration",
      "200ms",
      "--quiet",
    ];
    const fine = await run(...line, "--slo", "p99<60s,error<1%");
    expect(fine.code).toBe(0);
    const missed = await run(...line, "--slo", "p99<0.001ms");
    expect(missed.printed).toContain("MISSED   p99<0.001ms");
    expect(missed.code).toBe(1);
  });

  it("never takes a refusal for a success, unless it is what was expected", async () => {
    const line = [application.localUrl, "--endpoint", "/nowhere", "--duration", "200ms", "--json"];
    const refused = await run(...line, "--quiet");
    expect((JSON.parse(refused.printed) as LoadResult).errorShare).toBe(1);
    expect(refused.code).toBe(1);
    expect((await run(...line, "--quiet", "--expect", "4xx")).code).toBe(0);
    const told = line.filter((word) => word !== "--json");
    const judged = await run(...told, "--quiet", "--slo", "p99<5s", "--html", "refused.html");
    expect(judged.printed).toContain("MISSED   p99<5s: nothing came back as expected");
    const page = readFileSync(join(directory, "refused.html"), "utf8");
    expect(page).toContain("p99&lt;5s: nothing came back as expected missed");
  });

  it("keeps headers and bodies out of what it writes down, and compares with an earlier result", async () => {
    const secret = "canary-5417";
    const line = [
      application.localUrl,
      "--endpoint",
      "/api/v1/quick",
      "--duration",
      "200ms",
      "--quiet",
    ];
    await run(
      ...line,
      "--header",
      `X-Key: ${secret}`,
      `--body=${secret}`,
      "--output",
      "first.json",
    );
    expect(readFileSync(join(directory, "first.json"), "utf8")).not.toContain(secret);
    const { told } = await run(...line, "--compare", "first.json");
    expect(told.join("\n")).toContain("answers a second");
  });

  it.each([
    [["https://example.org"], /not this machine/],
    [["ftp://127.0.0.1"], /no http or https URL/],
    [["http://a:b@127.0.0.1"], /without credentials/],
    [["http://127.0.0.1", "--url", "http://127.0.0.1"], /one URL/],
    [["--concurrent", "0"], /whole number/],
    [["--concurrent", "5", "--rate", "5"], /not both/],
    [["--connections", "5"], /goes with --rate/],
    [["--rate", "fast"], /journeys a second/],
    [["--duration", "long"], /is a time/],
    [["--header", "nothing"], /Name: value/],
    [["--expect", "fine"], /statuses/],
    [["--slo", "p98<1ms"], /no objective/],
    [["--endpoint", "x"], /does not begin with/],
    [["--scenario", "none.json"], /cannot be read/],
    [["--compare", "none.json"], /no result of plinth load/],
  ])("TST-05: %j is a mistake, named in one sentence", async (line, reason) => {
    await expect(run(...line)).rejects.toThrow(UsageError);
    await expect(run(...line)).rejects.toThrow(reason);
  });

  it("PERF-08: a result that somebody spoilt is named before anything is sent", async () => {
    const spoilt = { tool: { name: "plinth load" }, seconds: [null, { ok: "many" }] };
    writeFileSync(join(directory, "spoilt.json"), JSON.stringify(spoilt));
    const line = ["http://127.0.0.1:1", "--compare", "spoilt.json"];
    await expect(run(...line)).rejects.toThrow(/spoilt\.json is no result of plinth load/);
  });

  it("TST-05: a scenario file with think times and captures runs", async () => {
    writeFileSync(
      join(directory, "scenario.json"),
      JSON.stringify({
        name: "look twice",
        steps: [
          { path: "/api/v1/quick", think: "10ms", capture: { done: "/done" } },
          { path: "/api/v1/quick?again" },
        ],
      }),
    );
    const line = [application.localUrl, "--scenario", "scenario.json", "--duration", "300ms"];
    const { printed, code } = await run(...line, "--quiet", "--json");
    const names = (JSON.parse(printed) as LoadResult).endpoints.map(({ name }) => name);
    expect(names).toEqual(["GET /api/v1/quick", "GET /api/v1/quick?again"]);
    expect(code).toBe(0);
  });
});
