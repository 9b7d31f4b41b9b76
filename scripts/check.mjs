/**
 * `npm run check`: types, lint, rooms, dead code, documents, fast tests; all of them, so that one
 * run names every fault. Independent checks run side by side on the cores there are.
 * `--without-tests` leaves the tests to an `npm test` that comes next.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { install, pinnedNode, propertySeed, root } from "./setup.mjs";

install();
const bin = (path) => join(root, "node_modules", path);
const CHECKS = [
  // The longest, and half of it is waiting: all others fit beside it.
  ["fast tests", [bin("vitest/vitest.mjs"), "run", "--project", "fast", "--reporter=dot"]],
  ["types", [bin("typescript-native/bin/tsc"), "-b"]],
  ["lint", [bin("@biomejs/biome/bin/biome"), "check", "."]],
  [
    "rooms",
    [
      bin("dependency-cruiser/bin/dependency-cruiser.mjs"),
      "--config",
      ".dependency-cruiser.cjs",
      // By content: what did not change is not parsed again.
      "--cache",
      ".stamp/rooms",
      "--cache-strategy",
      "content",
      "packages/plinth/src",
      "packages/console/src",
      "apps/cibozer",
    ],
  ],
  ["dead code", [bin("knip/bin/knip.js")]],
  [
    "documents",
    [
      "--conditions=plinth-source",
      "--disable-warning=ExperimentalWarning",
      "scripts/write-reference.ts",
      "--check",
    ],
  ],
];

const seed = propertySeed();
const env = { ...process.env, PROPERTY_SEED: seed };
process.stdout.write(`properties draw from PROPERTY_SEED=${seed}\n`);

const runOne = ([name, args]) =>
  new Promise((resolve) => {
    const started = Date.now();
    const child = spawn(pinnedNode, args, { cwd: root, env });
    const output = [];
    child.stdout.on("data", (chunk) => output.push(chunk));
    child.stderr.on("data", (chunk) => output.push(chunk));
    child.on("exit", (code) =>
      resolve({
        name,
        ok: code === 0,
        seconds: (Date.now() - started) / 1000,
        output: Buffer.concat(output).toString(),
      }),
    );
  });

const isWithoutTests = process.argv.includes("--without-tests");
const waiting = CHECKS.filter(([name]) => !(isWithoutTests && name === "fast tests"));
const failed = [];
const worker = async () => {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
    const { name, ok, seconds, output } = await runOne(check);
    process.stdout.write(`${ok ? "ok  " : "FAIL"} ${name} (${seconds.toFixed(1)} s)\n`);
    if (!ok) {
      failed.push(name);
      process.stdout.write(`${output}\n`);
    }
  }
};
const started = Date.now();
await Promise.all([worker(), worker()]);
process.stdout.write(
  `${failed.length === 0 ? "all checks passed" : `failed: ${failed.join(", ")}`} in ${((Date.now() - started) / 1000).toFixed(0)} s\n`,
);
process.exit(failed.length === 0 ? 0 : 1);
