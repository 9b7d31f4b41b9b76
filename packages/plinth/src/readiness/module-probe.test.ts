import type { RequestListener } from "node:http";
import { afterEach, expect, test } from "vitest";
import { systemClock } from "#core";
import type { Looks, ModuleProbe, ProbeTarget } from "#policy";
import { createTarget } from "./create-target.ts";
import { startHttp } from "./hostile/servers.test-support.ts";
import { probeOfModule } from "./module-probe.ts";
import { readReport } from "./reports/schema.ts";
import { runProbes } from "./runner.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** The line of a probe of a module, run as an audit runs it; the report has to be one. */
const lineOf = async (
  run: (target: ProbeTarget) => Promise<Looks>,
  listener: RequestListener = (_, response) => response.end("hello"),
) => {
  const { url, stop } = await startHttp(listener);
  closing.push(stop);
  const probe: ModuleProbe<unknown> = {
    ...{ id: "greeter-greets", claim: "Whoever comes by is greeted", requirements: ["EVID-01"] },
    ...{ standard: "Our manners", owasp: "none", severity: "low", depth: "look", remedy: "Greet." },
    run,
    twin: { what: "says nothing", breaks: (service) => service },
  };
  const target = await createTarget({ url, depth: "look", clock: systemClock });
  const report = await runProbes({
    ...{ probes: [probeOfModule(probe, "application.js")], target, depth: "look" },
    ...{ clock: systemClock, version: "1.2.3" },
  });
  return { url, line: readReport(JSON.stringify(report)).lines[0] };
};

const greets = async ({ ask }: ProbeTarget): Promise<Looks> => {
  const answer = await ask("/greeting");
  const faults = answer.text === "hello" ? [] : [{ what: `it says "${answer.text}"`, answer }];
  return { faults, checked: 1, of: "greetings", wanted: "hello" };
};

test("EVID-01: a claim of an application is a line like any other, and says how to run it alone", async () => {
  const { url, line } = await lineOf(greets);
  expect(line).toMatchObject({ id: "greeter-greets", verdict: "pass", measured: "1 greetings" });
  expect(line?.command).toBe(
    `plinth audit ${url} --app application.js --depth look --only greeter-greets`,
  );
});

test("EVID-03: a fault is a failed line, with the exchange that shows it", async () => {
  const { line } = await lineOf(greets, (_, response) => response.end("go away"));
  expect(line).toMatchObject({ verdict: "fail", wanted: "hello", remedy: "Greet." });
  expect(line?.evidence[0]).toEqual({
    request: "GET /greeting",
    answer: expect.stringContaining("go away"),
  });
});

test("P-068: what looked at nothing, threw, or found nobody to be, has not passed", async () => {
  const nothing = await lineOf(async () => ({
    ...{ faults: [], checked: 0, of: "plans", wanted: "some" },
    leftOut: ["a plan (422)"],
  }));
  expect(nothing.line).toMatchObject({ verdict: "blocked" });
  expect(nothing.line?.measured).toContain("left out: a plan (422)");
  const thrown = await lineOf(() => Promise.reject(new Error("no such food")));
  expect(thrown.line).toMatchObject({ verdict: "not-run", measured: "no such food" });
  const nobody = await lineOf(async (target) => {
    await target.person();
    return greets(target);
  });
  expect(nobody.line?.verdict).toBe("blocked");
});
