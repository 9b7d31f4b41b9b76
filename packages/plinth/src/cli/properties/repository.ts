import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UsageError } from "../command.ts";

const RUNNER = "node_modules/vitest/vitest.mjs";
const CONFIG = "scripts/properties/vitest.config.ts";

/** The repository whose tests are run. */
export interface Repository {
  readonly root: string;
  readonly runner: string;
  readonly config: string;
}

const isRepository = (directory: string): boolean => {
  const file = join(directory, "package.json");
  if (!existsSync(file) || !existsSync(join(directory, CONFIG))) return false;
  const manifest = JSON.parse(readFileSync(file, "utf8")) as { name?: unknown };
  return manifest.name === "plinth-workspaces";
};

/**
 * Finds the repository in a directory or above it.
 * @throws {UsageError} where there is none: an installed package has no tests.
 */
export const findRepository = (directory: string): Repository => {
  if (isRepository(directory)) {
    const runner = join(directory, RUNNER);
    if (!existsSync(runner)) throw new UsageError("run npm ci first: the test runner is not there");
    return { root: directory, runner, config: join(directory, CONFIG) };
  }
  const parent = dirname(directory);
  if (parent === directory) {
    throw new UsageError(
      "the property tests are not here: they are in Plinth's repository, not in its package",
    );
  }
  return findRepository(parent);
};
