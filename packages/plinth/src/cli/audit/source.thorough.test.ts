import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseArguments, type Terminal, UsageError } from "../command.ts";
import { audit } from "./audit.ts";

const REPOSITORY = resolve(import.meta.dirname, "../../../../..");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "plinth-source-"));
  mkdirSync(join(folder, "src"));
  mkdirSync(join(folder, "node_modules"));
  writeFileSync(join(folder, "node_modules/x.js"), "eval(x);");
  writeFileSync(join(folder, "src/a.test.ts"), "eval(x);");
  writeFileSync(
    join(folder, "src/a.ts"),
    [
      "const refuse = (x: number): void => {",
      "  if (x > 1) throw new Error('large');",
      "  if (x < 0) throw new Error('small');",
      "};",
      "try { refuse(2); } catch { /* as it should */ }",
    ].join("\n"),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = async (directory: string, ...line: readonly string[]) => {
  const printed: string[] = [];
  const terminal: Terminal = {
    print: (text) => printed.push(text),
    tell: () => undefined,
    environment: {},
    directory,
  };
  const code = await audit.run(parseArguments(audit, line), terminal);
  return { code, printed: printed.join("\n") };
};

test("EVID-16: throws that a real run reached and did not, by file and line", async () => {
  const coverage = join(folder, "coverage");
  spawnSync(process.execPath, [join(folder, "src/a.ts")], {
    env: { NODE_V8_COVERAGE: coverage },
    timeout: 20_000,
  });
  const { code, printed } = await run(folder, "--source", ".", "--coverage", coverage, "--json");
  expect(code).toBe(0);
  const { sections, files } = JSON.parse(printed);
  expect(files).toBe(1);
  expect(sections[2].detail).toBe("1 of 2 were reached in 1 watched processes");
  expect(sections[2].findings).toMatchObject([{ file: "src/a.ts", line: 3 }]);
});

test("EVID-16: exit 1 where a rule is broken, unless --fail-on asks for worse", async () => {
  writeFileSync(join(folder, "src/b.ts"), "debugger;\n");
  expect(await run(folder, "--source", "src")).toMatchObject({
    code: 1,
    printed: expect.stringContaining("low  b.ts:1  debugger-left"),
  });
  expect((await run(folder, "--source", "src", "--fail-on", "high")).code).toBe(0);
  rmSync(join(folder, "src/b.ts"));
});

test.each([
  [["--source", "nowhere"], /nowhere is no folder/],
  [["--source", "src/a.ts"], /is no folder/],
  [["--source", ".", "http://127.0.0.1"], /a URL or --source/],
  [["--source", ".", "--depth", "touch"], /without --depth/],
  [["--source", ".", "--fail-on", "odd"], /--fail-on is one of/],
  [["--coverage", "."], /--coverage needs --source/],
])("EVID-16: %j is a mistake, named in one sentence", async (line, why) => {
  await expect(run(folder, ...line)).rejects.toThrow(UsageError);
  await expect(run(folder, ...line)).rejects.toThrow(why);
});

test("EVID-16, DEP-10: this repository holds to the rules, or says why not beside the line", async () => {
  const { code, printed } = await run(REPOSITORY, "--source", ".");
  expect(printed.split("\n").filter((line) => /^ {2}(?:high|medium|low)/.test(line))).toEqual([]);
  expect(code).toBe(0);
});
