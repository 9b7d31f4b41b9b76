import { type Config, changedSince, laxerThanProfile } from "#config";
import type { AlertRule } from "#services/alerts";

const HOUR_MS = 3_600_000;
/** More would not be read. */
const MOST_NAMED = 5;

/** What is read of the file of settings. */
export interface SettingsFile {
  readonly text: string;
  /** Whether every user of this machine may read it. */
  readonly isOpen: boolean;
}

/** What the rule looks at. */
export interface DriftParts {
  readonly config: Pick<Config, "profile" | "effective" | "given">;
  /** The file that the process was started with, as it is now; undefined where there is none. */
  readonly readFile: () => Promise<SettingsFile | undefined>;
}

/** Everything in which the settings are not what the start and the profile say; a sentence each. */
const driftOf = async ({ config, readFile }: DriftParts): Promise<readonly string[]> => {
  const file = await readFile();
  const changed = changedSince(config, file?.text ?? "");
  return [
    ...(changed.length > 0
      ? [`the file says otherwise than what runs: ${changed.slice(0, MOST_NAMED).join(", ")}`]
      : []),
    ...(file?.isOpen === true ? ["every user of this machine may read the file"] : []),
    ...laxerThanProfile(config),
  ];
};

/** Fires while settings are not what the process was started with, or laxer than its profile (CFG-08). */
export const driftRule = (parts: DriftParts): AlertRule => ({
  id: "settings-drift",
  about: "Settings differ from what runs, or are laxer than the profile",
  severity: "warning",
  everyMs: HOUR_MS,
  advice: "Run plinth config check; start again, or put the file back to what was meant.",
  evaluate: async () => {
    const found = await driftOf(parts);
    return {
      firing: found.length > 0,
      value: found.length,
      detail: found.length === 0 ? "settings are as they were started" : found.join("; "),
    };
  },
});
