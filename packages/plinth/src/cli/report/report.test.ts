import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseArguments, type Terminal, UsageError } from "../command.ts";
import { report } from "./report.ts";

const GUIDE = readFileSync(new URL("../../../../../docs/guide/report.md", import.meta.url), "utf8");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "plinth-report-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = async (...line: readonly string[]) => {
  const printed: string[] = [];
  const terminal: Terminal = {
    print: (text) => printed.push(text),
    tell: (text) => printed.push(text),
    environment: { PLINTH_ENV: "test", PLINTH_DATA: join(folder, "data") },
    directory: folder,
  };
  const code = await report.run(parseArguments(report, line), terminal);
  return { code, printed: printed.join("\n") };
};
const read = (file: string): string => readFileSync(join(folder, file), "utf8");

test.each([
  [["make"], /by flags; or say verify/],
  [["verify"], /takes one file/],
  [["verify", "none.json"], /none.json cannot be read/],
  [["verify", "none.json", "--key", "none.pem"], /none.json cannot be read/],
  [["key", "more"], /takes nothing besides/],
  [["--audit", "none.json"], /--audit: none.json cannot be read/],
  [["--audit", "odd.json"], /odd.json cannot be taken as audit: /],
  [["--load", "odd.json"], /odd.json cannot be taken as load: /],
  [["--lock", "odd.json"], /odd.json cannot be taken as lock: /],
  [["--output", "no/such/folder.json"], /--output cannot be written/],
  [["--verdict", "ready"], /--verdict/],
])("EVID-01: %j is a mistake, named in one sentence", async (line, reason) => {
  writeFileSync(join(folder, "odd.json"), '{"odd":1}');
  await expect(run(...line)).rejects.toThrow(UsageError);
  await expect(run(...line)).rejects.toThrow(reason);
});

test("EVID-01: with --app, a probe of the application that no audit ran is missed like any other", async () => {
  const application = `export const application = { modules: [{ name: "greeter", setup: () => ({}), probes: [{
    id: "greeter-greets", claim: "Whoever comes by is greeted", requirements: ["EVID-01"], standard: "Manners",
    owasp: "none", severity: "low", depth: "look", remedy: "Greet.", run: async () => ({}),
    twin: { what: "says nothing", breaks: (service) => service } }] }] };`;
  writeFileSync(join(folder, "greeter.mjs"), application);
  const missed = async (...line: readonly string[]) => {
    await run(...line, "--output", "missed.json");
    const { gates } = JSON.parse(read("missed.json")) as {
      gates: { id: string; measured: string }[];
    };
    return gates.find(({ id }) => id === "lines-met")?.measured ?? "";
  };
  const count = (text: string): number => Number(/\d+/.exec(text)?.[0]);
  const without = await missed();
  const withOwn = await missed("--app", "greeter.mjs");
  expect(count(withOwn), withOwn).toBe(count(without) + 1);
  writeFileSync(join(folder, "blunt.mjs"), application.replace(/breaks: /, "broken: "));
  await expect(run("--app", "blunt.mjs")).rejects.toThrow(
    "greeter-greets of module greeter lacks a twin",
  );
});

describe("EVID-17: a report is signed with the key of the deployment", () => {
  const deployed = { status: "healthy", version: "9.9.9", environment: "production" };
  beforeAll(async () => {
    const timestamp = new Date().toISOString();
    writeFileSync(join(folder, "health.json"), JSON.stringify({ ...deployed, timestamp }));
    const views = ["--output", "r.json", "--markdown", "r.md", "--statement", "s.json"];
    const { code } = await run("--deployed", "health.json", ...views);
    expect(code).toBe(1);
  });

  test("verify says so, with the key at hand and with the public one", async () => {
    expect((await run("verify", "s.json")).code).toBe(0);
    writeFileSync(join(folder, "public.pem"), (await run("key")).printed);
    expect((await run("verify", "s.json", "--key", "public.pem")).printed).toMatch(
      /^as it was signed: 3 files, .* not production-ready$/,
    );
    writeFileSync(join(folder, "no.pem"), "no key");
    await expect(run("verify", "s.json", "--key", "no.pem")).rejects.toThrow(/--key: this is no/);
  });

  test("an edited report is named by its place, edited or lost evidence by its name", async () => {
    const [health, whole] = [read("health.json"), read("r.json")];
    writeFileSync(join(folder, "r.json"), whole.replace('"isReady": false', '"isReady": true'));
    writeFileSync(join(folder, "health.json"), health.replace("9.9.9", "0.1.0"));
    rmSync(join(folder, "r.md"));
    const { code, printed } = await run("verify", "s.json");
    expect(code).toBe(1);
    expect(printed).toMatch(/\/verdict\/isReady: false was signed, true is there/);
    expect(printed).toContain("health.json was edited");
    expect(printed).toContain("r.md is not there");
  });

  test("no path of this machine stands in what is written", () => {
    expect(read("r.json")).not.toContain(folder);
    expect(read("s.json")).not.toContain(folder);
  });
});

describe("DOC-03: docs/guide/report.md", () => {
  test("names every gate, and every flag that it uses is there", async () => {
    const { gates } = JSON.parse((await run("--json")).printed);
    expect(gates.length).toBeGreaterThan(10);
    for (const { id } of gates) expect(GUIDE).toContain(`| \`${id}\` |`);
    const lines = GUIDE.replaceAll("\\\n", " ").matchAll(/^plinth report (.+)$/gm);
    let count = 0;
    for (const [, line = ""] of lines) {
      const words = line.split(/\s+>/)[0]?.trim().split(/\s+/) ?? [];
      expect(() => parseArguments(report, words), line).not.toThrow();
      count += 1;
    }
    expect(count).toBeGreaterThanOrEqual(4);
  });

  test("the schema is JSON", async () => {
    const { properties } = JSON.parse((await run("schema")).printed);
    expect(Object.keys(properties)).toContain("verdict");
  });
});
