import type { Migration } from "#store";
import { logLevels } from "./log-levels.ts";

/** The tables about the log, in their order. */
export const logMigrations: readonly Migration[] = [logLevels];
