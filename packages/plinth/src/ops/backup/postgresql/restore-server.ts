import { existsSync, readdirSync, statSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import type { Clock } from "#core";
import { mergeLedger } from "../catalog/ledger.ts";
import { BackupFault } from "../fault.ts";
import { restoreFiles } from "../files/restore-files.ts";
import { makeScratchSpace } from "../proof/scratch-space.ts";
import { readConfiguration } from "../restore/restore.ts";
import { restoreSettings } from "../restore/restore-directory.ts";
import { noteRestore } from "../restore/restore-note.ts";
import type { BackupTarget } from "../targets/contract.ts";
import { makeOwned, REPOSITORY } from "./configuration.ts";
import { requireWholeLog } from "./log-gaps.ts";
import { chooseBackup } from "./proof.ts";
import type { ServerBackup } from "./repository.ts";
import { type Trial, tryRestore } from "./scratch.ts";
import { openServer, type ServerPlace } from "./server.ts";

/** What is restored, and where to. */
export interface RestoreServerOptions {
  readonly place: ServerPlace;
  /** Where backups are read from; a directory is used as it is, all else is copied first. */
  readonly from: BackupTarget;
  /** A new or empty directory, which becomes the data directory of a server. */
  readonly to: string;
  /** The state of this instant, in milliseconds since the epoch; the newest where it is absent. */
  readonly at?: number;
  readonly monotonic: Clock;
  /** Where uploaded files lie. */
  readonly filesDirectory: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly onStep?: (step: string) => void;
}

/** What is there now. */
export interface RestoredServer extends Omit<Trial, "faults"> {
  readonly directory: string;
  readonly backup: ServerBackup;
  readonly at: number | undefined;
  /** Accounts that were erased later, and are removed again at the next start. */
  readonly erased: number;
  readonly files: readonly string[];
  /** Uploaded files that were missing and are back. */
  readonly uploads: number;
  /** Where the settings of then are, for comparison; undefined where none were kept. */
  readonly configuration: string | undefined;
}

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(`${folder}${sep}`);

/** Never the live server, never what has anything in it. */
const requireNewDirectory = (to: string, server: string): void => {
  if (isWithin(to, server) || isWithin(server, to)) {
    throw new BackupFault(
      "refused",
      `${to} is the data directory of the live server: name another`,
    );
  }
  if (existsSync(to) && readdirSync(to).length > 0) {
    throw new BackupFault("refused", `${to} is not empty: name a new directory`);
  }
};

/** Whether the owner of the server, as whom everything is read, can read a repository where it is. */
const isOwn = (repository: string, server: string): boolean => {
  const found = statSync(repository, { throwIfNoEntry: false });
  if (found === undefined) return false;
  const owner = existsSync(server) ? statSync(server).uid : found.uid;
  return owner === found.uid;
};

/** pgBackRest reads directories; what is elsewhere is brought into one. */
const fetchRepository = async (from: BackupTarget, directory: string): Promise<void> => {
  for (const { name } of await from.list(`${REPOSITORY}/`)) {
    const path = join(directory, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, from.get(name), { mode: 0o644 });
  }
};

/** pgBackRest's own lines lead a server that starts into recovery again, from a place of ours. */
const forgetRecovery = async (data: string): Promise<void> => {
  const path = join(data, "postgresql.auto.conf");
  const lines = (await readFile(path, "utf8")).split("\n");
  const own = lines.filter((line) => !/^(restore_command|recovery_target\w*)\s*=/.test(line));
  await writeFile(path, own.join("\n"));
};

const asIsoTarget = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : `${new Date(at).toISOString().replace("T", " ").slice(0, -1)}+00`;

/**
 * Makes a data directory as it was at an instant, lets a server read its log there, looks at all of it
 * and stops the server in order. The live server is not touched.
 * @throws {BackupFault} for a directory in use, and for what is missing, damaged, or of another key.
 */
export const restoreServer = async (options: RestoreServerOptions): Promise<RestoredServer> => {
  const { place, from, at, monotonic, onStep } = options;
  const directory = resolve(options.to);
  requireNewDirectory(directory, place.server);
  const scratch = await makeScratchSpace(options.now);
  try {
    const isHere = isOwn(join(from.place, REPOSITORY), place.server);
    const source = isHere ? from.place : scratch;
    if (!isHere) {
      onStep?.("fetching backups");
      await fetchRepository(from, scratch);
    }
    const opened = await openServer(
      { ...place, directory: source },
      {
        configuration: join(scratch, "conf", "pgbackrest.conf"),
        repository: join(source, REPOSITORY),
        server: place.server,
      },
      scratch,
    );
    const backup = chooseBackup(opened.info.backups, at);
    if (at === undefined) await requireWholeLog(from, backup);
    const { faults, ...found } = await tryRestore({
      ...{ opened, backup, monotonic, sentinel: undefined, target: asIsoTarget(at) },
      keepAt: directory,
      ...(onStep === undefined ? {} : { onStep }),
    });
    if (faults.length > 0) {
      throw new BackupFault("damaged", `the restored server is not whole: ${faults[0]}`);
    }
    await forgetRecovery(directory);
    makeOwned(place.dataDirectory, undefined);
    const erased = await mergeLedger(from, place.keys, place.dataDirectory);
    const uploads = await restoreFiles(from, place.keys, options.filesDirectory);
    const text = await readConfiguration(from, place.keys, at);
    const settings =
      text === undefined ? undefined : await restoreSettings(place.dataDirectory, text);
    noteRestore(place.dataDirectory, { now: options.now, restoredTo: at ?? options.now });
    return {
      ...found,
      ...{ directory, backup, at, erased, uploads },
      files: settings?.files ?? [],
      configuration: settings?.configuration,
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};
