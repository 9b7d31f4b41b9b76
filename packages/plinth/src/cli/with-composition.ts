import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ApplicationDefinition, type Composition, compose } from "#app";
import { loadConfig } from "#config";
import { systemClock } from "#core";
import { createLogger } from "#telemetry";
import type { Terminal } from "./command.ts";
import { loadDefinition } from "./load-definition.ts";
import { loadSettings } from "./load-settings.ts";

/** Standard output belongs to the command's result; what is worth a line goes beside it. */
const quietLog = () =>
  createLogger({ level: "error", clock: systemClock, component: "plinth", destination: 2 });

/** Composes the application in a scratch directory, to look at it without touching its data. */
export const withComposition = async (
  app: string | undefined,
  terminal: Terminal,
  look: (composition: Composition) => number | Promise<number>,
): Promise<number> => {
  return withDefinition(await loadDefinition(app, terminal.directory), look);
};

/** The same for a definition that is at hand. */
export const withDefinition = async (
  definition: ApplicationDefinition,
  look: (composition: Composition) => number | Promise<number>,
): Promise<number> => {
  const scratch = mkdtempSync(join(tmpdir(), "plinth-look-"));
  const config = loadConfig({ env: { PLINTH_ENV: "test", PLINTH_DATA: scratch } });
  const composition = await compose({ definition, config, log: quietLog() });
  try {
    return await look(composition);
  } finally {
    await composition.close();
    rmSync(scratch, { recursive: true, force: true });
  }
};

/** Composes the application on its own data, which no running instance may hold. */
export const withData = async (
  app: string | undefined,
  terminal: Terminal,
  use: (composition: Composition) => Promise<number>,
): Promise<number> => {
  const definition = await loadDefinition(app, terminal.directory);
  const config = loadSettings(terminal);
  const composition = await compose({ definition, config, log: quietLog() });
  try {
    return await use(composition);
  } finally {
    await composition.close();
  }
};
