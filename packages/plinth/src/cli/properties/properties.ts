import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { type Arguments, type Command, type Terminal, UsageError } from "../command.ts";
import { isImplemented, propertiesOf, requireGroup } from "./registry.ts";
import { findRepository, type Repository } from "./repository.ts";

const QUICK = 100;
const MOST_CASES = 1_000_000;
/** Seeds of fast-check are 32-bit numbers. */
const SEEDS = 2 ** 31;

const list = async (given: Arguments, terminal: Terminal): Promise<number> => {
  const properties = await propertiesOf(requireGroup(given.words[1]));
  if (given.isSet("json")) {
    const rows = properties.map((one) => ({ ...one, isImplemented: isImplemented(one) }));
    terminal.print(JSON.stringify(rows, null, 2));
    return 0;
  }
  for (const [section, members] of Map.groupBy(properties, (one) => one.section)) {
    const done = members.filter(isImplemented).length;
    terminal.print(`${section}: ${done} implemented, ${members.length - done} pending`);
    for (const one of members) {
      const [name = ""] = one.text.split(":");
      terminal.print(`  ${isImplemented(one) ? "implemented" : "pending    "}  ${one.id}  ${name}`);
    }
  }
  const done = properties.filter(isImplemented).length;
  terminal.print(`${done} implemented, ${properties.length - done} pending`);
  return 0;
};

const numberOf = (given: Arguments, flag: string, fallback: number, most: number): number => {
  const text = given.text(flag);
  if (text === undefined) return fallback;
  if (!/^\d{1,10}$/.test(text) || Number(text) > most) {
    throw new UsageError(`--${flag} is a whole number up to ${most}`);
  }
  return Number(text);
};

/** What is run: test files, and a pattern for the names of tests. */
interface Choice {
  readonly files: readonly string[];
  readonly names: string | undefined;
  readonly about: string;
}

const choose = async (given: Arguments, terminal: Terminal): Promise<Choice> => {
  const file = given.text("file");
  if (file !== undefined) {
    if (given.words.length > 1) throw new UsageError("give a group or --file, not both");
    return { files: [resolve(terminal.directory, file)], names: undefined, about: file };
  }
  const group = requireGroup(given.words[1]);
  const properties = (await propertiesOf(group)).filter(isImplemented);
  const files = [...new Set(properties.flatMap(({ tests }) => Object.keys(tests)))];
  const here = files.filter((path) => /\.test\.tsx?$/.test(path) && !path.startsWith("e2e/"));
  const covered = properties.filter(({ tests }) =>
    Object.keys(tests).some((one) => here.includes(one)),
  );
  const rest = properties.length - covered.length;
  const elsewhere = rest === 0 ? "" : `; ${rest} more have end-to-end tests only: npm test`;
  return {
    files: here,
    names: `(?:${covered.map(({ id }) => id).join("|")})(?!\\d)`,
    about: `${covered.length} properties in ${here.length} files${elsewhere}`,
  };
};

/** Runs the tests and prints what they print; resolves with the exit code. */
const runTests = (
  { root, runner, config }: Repository,
  { files, names }: Choice,
  settings: Readonly<Record<string, string>>,
  terminal: Terminal,
): Promise<number> =>
  new Promise((done, reject) => {
    const filter = names === undefined ? [] : ["--testNamePattern", names];
    const child = spawn(
      process.execPath,
      [runner, "run", "--config", config, ...filter, ...files],
      {
        cwd: root,
        env: { ...process.env, NO_COLOR: "1", ...settings },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    // The runner tells of failures on standard error; here they are the result.
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on("line", terminal.print);
    }
    child.on("error", reject);
    child.on("close", (code) => done(code === 0 ? 0 : 1));
  });

const run = async (given: Arguments, terminal: Terminal): Promise<number> => {
  const repository = findRepository(terminal.directory);
  const cases = Math.max(1, numberOf(given, "cases", QUICK, MOST_CASES));
  const seed = numberOf(given, "seed", randomInt(SEEDS), SEEDS);
  const choice = await choose(given, terminal);
  const file = given.text("file");
  terminal.print(`${choice.about}; ${cases} cases each, seed ${seed}`);
  const settings = {
    PROPERTY_CASES: String(cases),
    PROPERTY_SEED: String(seed),
    ...(file === undefined ? {} : { PROPERTY_FILE: resolve(terminal.directory, file) }),
  };
  const code = await runTests(repository, choice, settings, terminal);
  terminal.print(
    `${code === 0 ? "all of them hold" : "not all of them hold"}; the same again: --seed ${seed} --cases ${cases}`,
  );
  return code;
};

/** Runs the property tests with as many cases as one likes, and counts what is implemented (TST-08). */
export const properties: Command = {
  usage:
    "plinth properties list [GROUP] [--json] | run [auth|validation|errors|passwords|all] [--cases 100] [--seed N] [--file TEST]",
  mostWords: 2,
  verbs: { list: ["json"], run: ["cases", "seed", "file"] },
  flags: {
    cases: { type: "string", help: `cases of each property (${QUICK}; the full run has 10000)` },
    seed: { type: "string", help: "begins with this number, as an earlier run printed it" },
    file: { type: "string", help: "runs this test file and not those of the catalogue" },
    json: { type: "boolean", help: "prints the list as JSON" },
  },
  run: async (given, terminal) => {
    const [verb] = given.words;
    if (verb === "list") return list(given, terminal);
    if (verb !== "run") throw new UsageError("say list or run");
    return run(given, terminal);
  },
};
