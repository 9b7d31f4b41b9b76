/**
 * `npm test`: every test. Ends with one line "N passed, N failed" (and ", N skipped"), and names
 * loudly what could not run because PostgreSQL, Redis or Chromium is missing.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildWeb, compile, install, pinnedNode, propertySeed, root, say } from "./setup.mjs";

install();
compile();
buildWeb();

const has = (paths) => paths.some((path) => existsSync(path));
const postgresDirectories = existsSync("/usr/lib/postgresql")
  ? readdirSync("/usr/lib/postgresql")
  : [];
const MISSING = [
  [
    postgresDirectories.some((version) => existsSync(`/usr/lib/postgresql/${version}/bin/initdb`)),
    "PostgreSQL",
    "postgresql",
  ],
  [has(["/usr/bin/redis-server"]), "Redis", "redis-server"],
  [
    has(["/usr/bin/chromium", "/usr/bin/chromium-browser", process.env.CHROMIUM ?? ""]),
    "Chromium",
    "chromium",
  ],
].filter(([present]) => !present);

mkdirSync(join(root, ".stamp"), { recursive: true });
const report = join(root, ".stamp/tests.json");
rmSync(report, { force: true });
const seed = propertySeed();
say(`running all tests, properties drawn from PROPERTY_SEED=${seed} …`);
const result = spawnSync(
  pinnedNode,
  [
    join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: "inherit", env: { ...process.env, PROPERTY_SEED: seed } },
);

for (const [, name, packageName] of MISSING) {
  process.stdout.write(
    `\n*** SKIPPED: tests that need ${name}; it is not on this machine (Debian: apt-get install ${packageName}) ***\n`,
  );
}
if (!existsSync(report)) {
  process.stdout.write("the tests did not run to their end\n0 passed, 1 failed\n");
  process.exit(1);
}
const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(
  readFileSync(report, "utf8"),
);
// A file that cannot even be loaded has no tests to fail: it counts as one.
const broken = testResults.filter(
  (file) => file.status === "failed" && file.assertionResults.length === 0,
).length;
const failed = numFailedTests + broken;
process.stdout.write(
  `\n${numPassedTests} passed, ${failed} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ""}\n`,
);
process.exit(failed > 0 || result.status !== 0 ? 1 : 0);
