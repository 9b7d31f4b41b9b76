import { readFile, stat } from "node:fs/promises";
import type { Config } from "#config";
import { isMissing } from "#core";
import type { Alerts } from "#services/alerts";
import { driftRule, type SettingsFile } from "./drift-rule.ts";

/** Longest file that is read, in bytes: settings are short. */
const LONGEST = 1_048_576;
/** What users who neither own the file nor are of its group may do. */
const READ_BY_ALL = 0o004;

const readSettings = async (path: string): Promise<SettingsFile | undefined> => {
  try {
    const { mode, size } = await stat(path);
    if (size > LONGEST) return { text: "too long to be settings", isOpen: false };
    return { text: await readFile(path, "utf8"), isOpen: (mode & READ_BY_ALL) !== 0 };
  } catch (fault) {
    if (isMissing(fault)) return undefined;
    throw fault;
  }
};

/** Declares the alert that compares what runs with the file that it was started with (CFG-08). */
export const watchSettings = (
  alerts: Pick<Alerts, "declare">,
  config: Pick<Config, "profile" | "effective" | "given" | "settingsFile">,
): void => {
  const { settingsFile } = config;
  // Without a file nothing in it can change: what else there is came with the process.
  const readNow = (): Promise<SettingsFile | undefined> =>
    settingsFile === undefined ? Promise.resolve(undefined) : readSettings(settingsFile);
  alerts.declare(driftRule({ config, readFile: readNow }));
};
