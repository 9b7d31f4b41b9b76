import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { isReplacing, lockDirectory, type ReplacedFile, replaceDatabase } from "#store";
import type { KeptConfiguration } from "../catalog/configuration.ts";
import { mergeLedger } from "../catalog/ledger.ts";
import { type CheckedDatabase, checkDatabase } from "../check/check.ts";
import { writeMarker } from "../embedded/marker.ts";
import { BackupFault } from "../fault.ts";
import { restoreFiles } from "../files/restore-files.ts";
import type { OpeningKey } from "../format/container.ts";
import type { BackupTarget } from "../targets/contract.ts";
import {
  type RestoredDatabase,
  type RestoreProgress,
  readConfiguration,
  restoreDatabase,
} from "./restore.ts";
import { noteRestore } from "./restore-note.ts";

/** Where settings are put: never in the place of those that are there. */
const CONFIG = "config_backup";
/** What a database is called until it was looked at; the time follows. */
const MADE = "plinth.db.restored-";

/** What is restored, and where to. */
export interface RestoreDirectoryOptions {
  readonly target: BackupTarget;
  readonly key: OpeningKey;
  readonly dataDirectory: string;
  /** Where uploaded files lie. */
  readonly filesDirectory: string;
  readonly at?: number;
  /** Whether a database that is there is moved aside; else its presence is a refusal. */
  readonly isReplaced: boolean;
  /** Milliseconds since the epoch; names what is moved aside. */
  readonly now: number;
  readonly onProgress?: (progress: RestoreProgress) => void;
}

/** What is in the data directory now. */
export interface RestoredDirectory extends RestoredDatabase {
  readonly checked: CheckedDatabase;
  readonly movedAside: readonly ReplacedFile[];
  /** Accounts that were erased later, and are removed again at the next start. */
  readonly erased: number;
  /** Small files of the data directory, such as keys, that were not there and were put back. */
  readonly files: readonly string[];
  /** Uploaded files that were missing and are back. */
  readonly uploads: number;
  /** Where all settings are, for comparison; undefined where none were kept. */
  readonly configuration: string | undefined;
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The text of an `.env` file; what needs quotes gets them. */
const envText = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map(([name, text]) => `${name}=${/^[\w./:@+-]*$/.test(text) ? text : JSON.stringify(text)}\n`)
    .join("");

/** Puts the settings into a folder of their own, and small files that are missing to their place. */
export const restoreSettings = async (
  directory: string,
  text: string,
): Promise<{ readonly files: readonly string[]; readonly configuration: string }> => {
  const { variables, files } = JSON.parse(text) as KeptConfiguration;
  const configuration = join(directory, CONFIG);
  await mkdir(configuration, { recursive: true, mode: 0o700 });
  await writeFile(join(configuration, ".env"), envText(variables), { mode: 0o600 });
  const back: string[] = [];
  for (const [name, content] of Object.entries(files)) {
    // Names come out of an authenticated backup; a folder in one would still be wrong.
    if (basename(name) !== name || name.startsWith("..")) continue;
    await writeFile(join(configuration, name), content, { mode: 0o600 });
    if (await isThere(join(directory, name))) continue;
    await writeFile(join(directory, name), content, { mode: 0o600 });
    back.push(name);
  }
  return { files: back, configuration };
};

/** Whether a restore into a data directory was killed in the middle of its last step, and will be ended. */
export const isRestoreInterrupted = (directory: string): boolean => isReplacing(directory);

/** What a restore that was killed left here: nobody else would remove it, and it is not encrypted. */
const removeHalves = async (directory: string): Promise<void> => {
  for (const name of await readdir(directory)) {
    if (name.startsWith(MADE)) await rm(join(directory, name), { force: true });
  }
};

/**
 * Puts a data directory back as it was at an instant. The new database is made and checked beside the
 * old one, which is moved aside only then. Whoever is killed before has changed no database; after
 * that, the next start or restore here ends it.
 * @throws {BackupFault} for a directory with a database, unless it may be replaced.
 * @throws {BootError} while an instance runs on it.
 */
export const restoreDirectory = async (
  options: RestoreDirectoryOptions,
): Promise<RestoredDirectory> => {
  const { target, key, dataDirectory, at, isReplaced, now } = options;
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  const name = `${MADE}${now}`;
  const made = join(dataDirectory, name);
  const wasInterrupted = isRestoreInterrupted(dataDirectory);
  // Refuses while an instance runs here, and keeps one from starting meanwhile.
  const lock = lockDirectory(dataDirectory, join(dataDirectory, "plinth.lock"));
  try {
    // Only now: another restore may have put one here a moment ago.
    if (!isReplaced && (await isThere(join(dataDirectory, "plinth.db")))) {
      throw new BackupFault(
        "refused",
        wasInterrupted
          ? `the restore that was interrupted in ${dataDirectory} is done now; --replace restores once more`
          : `there is a database in ${dataDirectory}; --replace moves it aside`,
      );
    }
    await removeHalves(dataDirectory);
    const restored = await restoreDatabase({ ...options, file: made });
    const checked = await checkDatabase(made);
    if (checked.faults.length > 0) {
      throw new BackupFault("damaged", `the restored database is not whole: ${checked.faults[0]}`);
    }
    // First: a database that is there without it could be started.
    const erased = await mergeLedger(target, key, dataDirectory);
    // Files of others stay where they are: a name stands for the same bytes for ever.
    const uploads = await restoreFiles(target, key, options.filesDirectory);
    const text = await readConfiguration(target, key, at);
    const settings = text === undefined ? undefined : await restoreSettings(dataDirectory, text);
    noteRestore(dataDirectory, { now, restoredTo: restored.at });
    // Its log goes on from another database.
    writeMarker(dataDirectory, undefined);
    const movedAside = replaceDatabase(dataDirectory, name, now);
    return {
      ...restored,
      checked,
      movedAside: [...lock.replaced, ...movedAside],
      erased,
      uploads,
      files: settings?.files ?? [],
      configuration: settings?.configuration,
    };
  } finally {
    lock.release();
    for (const suffix of ["", "-wal", "-shm"]) await rm(`${made}${suffix}`, { force: true });
  }
};
