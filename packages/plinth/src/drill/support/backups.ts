import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { backupTarget } from "#app";
import { type Config, loadConfig } from "#config";
import { NotApplicableError, type Outcome, type Scene } from "../drill.ts";
import type { Instance } from "../instance/instance.ts";
import { ENTRIES_PATH } from "../instance/paths.ts";
import { ask, pause } from "./ask.ts";

/** Longest until a first full backup is proven. */
export const PROVEN_MS = 30_000;
const STEP_MS = 100;

/** Until the first full backup was restored and found whole; false where that takes too long. */
export const waitForProof = async (config: Config): Promise<boolean> => {
  const target = backupTarget(config);
  for (let waited = 0; waited < PROVEN_MS; waited += STEP_MS) {
    if (target !== undefined && (await target.list("proofs/")).length > 0) return true;
    await pause(STEP_MS);
  }
  return false;
};

/** An instance with backups of its own, and its settings for whoever restores it. */
export interface BackedUp {
  readonly instance: Instance;
  readonly config: Config;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Starts one; the outcome instead where no backup is ever proven.
 * @throws {NotApplicableError} where the application has no backups.
 */
export const startBackedUp = async (
  scene: Scene,
  directory: string,
  more: Readonly<Record<string, string>> = {},
): Promise<BackedUp | Outcome> => {
  const dataDirectory = join(directory, "data");
  const env = {
    BACKUP_DIRECTORY: join(directory, "backups"),
    BACKUP_KEY: randomBytes(48).toString("base64url"),
    ...more,
  };
  const config = loadConfig({ env: { PLINTH_ENV: "test", PLINTH_DATA: dataDirectory, ...env } });
  const instance = await scene.start({ dataDirectory, env });
  if (!instance.modules.includes("backups")) {
    throw new NotApplicableError("the application has no backups");
  }
  if (await waitForProof(config)) {
    scene.incident.note("the first full backup is proven");
    return { instance, config, env };
  }
  return {
    lost: { what: "rows", of: 0, lost: 0 },
    faults: [`no backup was proven within ${PROVEN_MS / 1_000} s`],
  };
};

/** Writes one row, and gives an instant that is later than its commit and earlier than what follows. */
export const writeRow = async (url: string, id: string): Promise<number> => {
  const body = { id, parts: 1, filler: "x" };
  const { status } = await ask(url + ENTRIES_PATH, { method: "POST", body });
  if (status !== 201) throw new Error(`a row could not be written: status ${status}`);
  await pause(STEP_MS);
  const at = Date.now();
  await pause(STEP_MS);
  return at;
};
