import { defineConfig } from "vitest/config";
import LongestFirst from "./scripts/longest-first.ts";

/**
 * Three projects. `fast` is what `npm run check` runs: no browser, no server but our own in-process
 * ones. `thorough` is of the same kind and takes its time (`*.thorough.test.ts`). `e2e` needs a built
 * tree and, where they exist, PostgreSQL, Redis and Chromium. `npm test` runs all three.
 */
const conditions = ["plinth-source"];
const resolve = { conditions };
const ssr = { resolve: { conditions, externalConditions: conditions } };

const THOROUGH = "**/*.thorough.test.ts";
const inProcess = {
  setupFiles: ["scripts/property-seed.ts"],
  // Half of the time is waiting for sockets and workers: two cores carry three.
  maxWorkers: 3,
  // No module keeps state that changes, so files of one worker share what they load.
  isolate: false,
  include: [
    "packages/**/src/**/*.test.{ts,tsx}",
    "apps/**/*.test.{ts,tsx}",
    "scripts/**/*.test.ts",
  ],
  exclude: ["**/node_modules/**", "**/dist/**"],
  // A stop waits for answers that nobody has read to the end, for up to ten seconds.
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        resolve,
        ssr,
        test: {
          ...inProcess,
          name: "fast",
          exclude: [...inProcess.exclude, THOROUGH],
          // Ends what hangs; nothing here takes a second where the machine has nothing else to do.
          testTimeout: 60_000,
        },
      },
      {
        resolve,
        ssr,
        test: {
          ...inProcess,
          name: "thorough",
          include: ["packages/**/src", "apps", "scripts"].map((folder) => `${folder}/${THOROUGH}`),
          testTimeout: 180_000,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: "e2e",
          setupFiles: ["scripts/property-seed.ts"],
          include: ["e2e/**/*.test.ts"],
          globalSetup: ["e2e/support/set-up.mjs"],
          // As above: the sources that a file takes apart are loaded once a worker, not once a file.
          isolate: false,
          // Each starts servers, browsers and databases of its own, on free ports, and waits for them
          // half of its time: two cores carry three. With four each took half as long again, which is
          // slower in all, and pages came too late for their tests.
          maxWorkers: 3,
          // After the others: projects that differ in workers do not run side by side.
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // What is looked at again and again is a page or another process, on a busy machine.
          expect: { poll: { timeout: 10_000 } },
        },
      },
    ],
  },
});
