import { defineConfig } from "vitest/config";

/**
 * Two projects. `fast` is what `npm run check` runs: no browser, no server but our own in-process
 * ones. `e2e` needs a built tree and, where they exist, PostgreSQL, Redis and Chromium.
 */
const conditions = ["plinth-source"];
const resolve = { conditions };
const ssr = { resolve: { conditions, externalConditions: conditions } };

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: "fast",
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
          testTimeout: 20_000,
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
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
