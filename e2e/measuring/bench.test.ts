import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { runPlinth } from "../support/run.ts";
import { scratchDirectory } from "../support/scratch.ts";

const fixture = fileURLToPath(new URL("../fixtures/measured-application.mjs", import.meta.url));
const scratch = scratchDirectory();
afterAll(scratch.remove);

const history = join(scratch.path, "bench");
const page = join(scratch.path, "bench.html");
const bench = (...more: readonly string[]) =>
  runPlinth(
    [
      ...["bench", "--app", fixture, "--quick", "--only", "throughput", "--endpoint", "/work"],
      ...["--history", history, "--html", page, "--json", ...more],
    ],
    {},
  );

interface Printed {
  readonly run: { readonly figures: readonly { readonly id: string; readonly value: number }[] };
  readonly comparison?: {
    readonly judgements: readonly { readonly id: string; readonly verdict: string }[];
  };
}

const read = (text: string): Printed => JSON.parse(text) as Printed;
const regressions = ({ comparison }: Printed): readonly string[] =>
  (comparison?.judgements ?? [])
    .filter(({ verdict }) => verdict === "regression")
    .map(({ id }) => id);

describe("plinth bench", () => {
  it("PERF-03: measures answers a second with limits counted but not met, and keeps the run", async () => {
    const { code, printed, told } = await bench("--baseline", "set");
    expect(code, told).toBe(0);
    const { run } = read(printed);
    const value = (id: string) => run.figures.find((figure) => figure.id === id)?.value;
    expect(value("throughput.rate")).toBeGreaterThan(100);
    // The route allows 60 a minute.
    expect(value("throughput.errors")).toBe(0);
    expect(readFileSync(join(history, "runs.jsonl"), "utf8").trim().split("\n")).toHaveLength(1);
  });

  it("PERF-08: an unchanged application is no regression", async () => {
    const { code, printed, told } = await bench();
    expect(read(printed).comparison?.judgements.length, told).toBeGreaterThan(3);
    expect(regressions(read(printed))).toEqual([]);
    expect(code).toBe(0);
  });

  it("PERF-08: a seeded slowdown of two milliseconds is flagged against the baseline, in the exit code too", async () => {
    const { code, printed, told } = await bench("--setting", "MEASURED_SPIN_MS=2");
    // Times of single answers are as noisy as the machine is busy: rate and CPU carry the verdict.
    expect(regressions(read(printed)), told).toEqual(
      expect.arrayContaining(["throughput.beside", "throughput.cpu"]),
    );
    expect(code).toBe(1);
    const html = readFileSync(page, "utf8");
    expect(html).toContain("REGRESSION");
    expect(html).toContain("<svg");
    expect(html).not.toContain("<script");
  });

  it("PERF-08: the kept runs are shown again without measuring, and a mistake is one sentence", async () => {
    const { printed, code } = await runPlinth(["bench", "--trend", "--history", history], {});
    expect(printed.split("\n").filter((line) => /^20\d\d-/.test(line))).toHaveLength(3);
    expect(code).toBe(0);
    const missing = await bench("--endpoint", "/nothing");
    expect(missing).toMatchObject({ code: 64, printed: "" });
    expect(missing.told).toMatch(/GET \/nothing answers 404/);
  });
});
