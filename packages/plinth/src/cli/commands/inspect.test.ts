import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseArguments, UsageError } from "../command.ts";
import { inspect } from "./inspect.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "plinth-inspect-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const run = async (...line: readonly string[]) => {
  const printed: string[] = [];
  const code = await inspect.run(parseArguments(inspect, line), {
    print: (text) => printed.push(text),
    tell: () => undefined,
    environment: {},
    directory,
  });
  return { code, text: printed.join("\n") };
};

describe("plinth inspect", () => {
  it("VAL-08: counts the rules by category", async () => {
    const { code, text } = await run("--inventory");
    expect(code).toBe(0);
    const counts = Object.fromEntries(text.split("\n").map((line) => line.split(": ")));
    expect(Number(counts["xss"])).toBeGreaterThanOrEqual(25);
    expect(Number(counts["path"])).toBeGreaterThanOrEqual(15);
    expect(Number(counts["total"])).toBeGreaterThanOrEqual(85);
  });

  it("VAL-17: counts the detectors of an application too", async () => {
    const file = join(directory, "application.mjs");
    writeFileSync(
      file,
      'export const application = { detectors: [{ name: "coupon", category: "fraud" }] };',
    );
    const { text } = await run("--inventory", "--app", file);
    expect(text).toContain("fraud: 1");
  });

  it("VAL-10: prints every rate of a corpus", async () => {
    writeFileSync(join(directory, "rows.tsv"), "sqli\tx' or 1=1--\nsqli\tnothing\nsoup\nbread\n");
    const { text } = await run("--corpus", "rows.tsv");
    expect(text).toContain("sqli: 1 of 2 found, 50.00 %");
    expect(text).toContain("benign: 0 of 2 mistaken, 0.00 %");
    expect(text).toContain("all attacks: 1 of 2 found");
    expect(text).toContain("all attacks in 8 KB of prose: 1 of 2 found");
    const { text: json } = await run("--corpus", "rows.tsv", "--json");
    expect(JSON.parse(json)).toHaveLength(4);
  });

  it("names what a text meets, and refuses what it does not understand", async () => {
    expect(await run("x' or 1=1")).toEqual({
      code: 1,
      text: "sqli.tautology: a condition that is always true or false",
    });
    expect(await run("O'Brien")).toEqual({ code: 0, text: "" });
    await expect(run()).rejects.toThrow(UsageError);
    await expect(run("--corpus", "nowhere.tsv")).rejects.toThrow(UsageError);
  });
});
