import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/**
 * What `plinth properties run` starts: the tests of the projects `fast` and `thorough`, with a
 * number of cases from outside. PROPERTY_FILE adds a file of one's own.
 */
const conditions = ["plinth-source"];
const wrapper = fileURLToPath(new URL("./fast-check.ts", import.meta.url));
const own = process.env["PROPERTY_FILE"];
const cases = Number(process.env["PROPERTY_CASES"] ?? 100);

export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  resolve: { conditions, alias: [{ find: /^fast-check$/, replacement: wrapper }] },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    setupFiles: ["scripts/property-seed.ts"],
    maxWorkers: 2,
    isolate: false,
    include: [
      "packages/**/src/**/*.test.{ts,tsx}",
      "apps/**/*.test.{ts,tsx}",
      ...(own === undefined ? [] : [own]),
    ],
    exclude: ["**/node_modules/**", "**/dist/**"],
    passWithNoTests: false,
    // Ten thousand cases of a property that hashes passwords take their time.
    testTimeout: Math.max(60_000, cases * 600),
  },
});
