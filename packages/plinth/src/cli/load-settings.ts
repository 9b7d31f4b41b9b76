import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Config, loadConfig } from "#config";
import type { Terminal } from "./command.ts";

/**
 * Reads the settings of this directory: environment first, then `.env`.
 * @throws {BootError} naming every fault together.
 */
export const loadSettings = (terminal: Terminal): Config => {
  const file = join(terminal.directory, ".env");
  return loadConfig({
    env: terminal.environment,
    ...(existsSync(file) ? { envFile: readFileSync(file, "utf8"), envFilePath: file } : {}),
  });
};
