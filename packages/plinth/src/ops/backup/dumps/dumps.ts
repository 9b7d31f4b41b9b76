import { createReadStream, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import {
  configName,
  type FullBackup,
  fullName,
  generationName,
  readCatalog,
} from "../catalog/catalog.ts";
import { collectConfiguration } from "../catalog/configuration.ts";
import { createCopier } from "../catalog/copier.ts";
import { createLedgerKeeper } from "../catalog/ledger.ts";
import { outdated } from "../catalog/retention.ts";
import type { BackupParts, BackupStatus, ReportProgress } from "../contract.ts";
import type { RunningBackups } from "../embedded/backups.ts";
import { compressed } from "../format/compress.ts";
import { sealObject } from "../format/container.ts";
import { createJournal, type Journal } from "../journal.ts";
import { observeBackups } from "../metrics.ts";
import { lastProof, type Proof, proveBackup } from "../proof/proof.ts";
import { makeScratchSpace } from "../proof/scratch-space.ts";

const LOOK_MS = 60_000;

/** What was copied out of a database that others may use meanwhile. */
export interface DumpedRows {
  /** The instant of the state. */
  readonly at: number;
  readonly rows: Readonly<Record<string, number>>;
}

/** What backups by dumps are made with. */
export interface DumpBackupParts extends BackupParts {
  /** Copies all rows of one state into a new embedded database in a directory. */
  readonly dump: (directory: string) => Promise<DumpedRows>;
}

/** Writes what was dumped as a full backup of a generation of its own, without a log. */
const keepDump = async (
  parts: DumpBackupParts,
  scratch: string,
): Promise<{ readonly full: FullBackup; readonly dumped: DumpedRows }> => {
  const { target, key, random } = parts;
  const dumped = await parts.dump(scratch);
  const { at } = dumped;
  const generation = generationName(at, Buffer.from(random.bytes(4)).toString("hex"));
  const file = join(scratch, "plinth.db");
  const objectKey = { key, random };
  const config = configName(generation, at);
  const text = JSON.stringify(collectConfiguration(parts.dataDirectory, parts.variables()));
  await target.put(
    config,
    sealObject(objectKey, { name: config, at, meta: { kind: "configuration" } }, [
      Buffer.from(text),
    ]),
  );
  const name = fullName(generation, 0, at);
  const header = { name, at, meta: { kind: "full", number: 0, bytes: statSync(file).size } };
  const kept = await target.put(
    name,
    sealObject(objectKey, header, compressed(createReadStream(file))),
  );
  return { full: { name, generation, number: 0, at, bytes: kept.bytes }, dumped };
};

/** Restores a dump, looks at all of it, and writes down what was found. */
const createProving =
  (parts: DumpBackupParts, journal: Journal) =>
  async (
    options: { readonly at?: number; readonly rows?: DumpedRows["rows"] },
    tell: ReportProgress,
  ): Promise<Proof> => {
    const { target, clock, monotonic, key, former, random } = parts;
    const { proof } = await proveBackup({
      ...{ target, clock, monotonic, opening: [key, ...former], objectKey: { key, random } },
      ...options,
      onProgress: ({ step, done, total }) => tell(`restoring, ${step}`, done / Math.max(1, total)),
    });
    journal.noteProof(proof);
    return proof;
  };

/**
 * Builds backups of a database that is a server's, of which only rows can be had: a dump a day, looked
 * at like any backup. What was committed since the last one is in none.
 */
export const createDumpBackups = (parts: DumpBackupParts): RunningBackups => {
  const { target, copyTo, key, former, random, clock, startTimer } = parts;
  const journal = createJournal(parts, () => counts);
  const opening = [key, ...former];
  const copier =
    copyTo === undefined
      ? undefined
      : createCopier({
          ...{ from: target, to: copyTo, clock, startTimer },
          onFault: (fault) => journal.noteFault("copy", fault),
        });
  const ledger = createLedgerKeeper({
    ...{ target, clock, opening, dataDirectory: parts.dataDirectory },
    objectKey: { key, random },
  });
  let cancel: (() => void) | undefined;
  let isClosed = false;

  const status = (): BackupStatus => ({
    ...{ place: target.place, isFollowing: false, generation: undefined, isDumped: true },
    // Nothing follows commits: what would be lost is what came after the last dump.
    lagMs: Math.max(0, clock.now() - (journal.state().lastFull?.at ?? clock.now())),
    ...journal.state(),
    copy: copier?.state(),
  });
  const counts = observeBackups(parts.metrics, clock, status);
  const look = async (): Promise<readonly FullBackup[]> => {
    const catalog = await readCatalog(target);
    journal.noteCatalog(catalog);
    return catalog.full;
  };
  const prune = async (): Promise<readonly string[]> => {
    const names = outdated(await readCatalog(target), clock.now());
    for (const name of names) await target.remove(name);
    await look();
    return names;
  };
  const prove = createProving(parts, journal);
  const createOne = async (tell: ReportProgress) => {
    tell("full backup", 0);
    const scratch = await makeScratchSpace(clock.now());
    try {
      const { full, dumped } = await keepDump(parts, scratch);
      tell("full backup", 0.5);
      const { at, rows } = dumped;
      const proof = await prove({ at, rows }, (step, share) => tell(step, 0.5 + share / 2));
      await prune();
      await copier?.reconcile().catch((fault: unknown) => journal.noteFault("copy", fault));
      return { full, proof };
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  };
  const watch = (ms: number): void => {
    if (isClosed) return;
    cancel = startTimer(ms, () => {
      ledger
        .ship()
        .then((kept) => {
          if (kept !== undefined) copier?.copy(kept);
        })
        .catch((fault: unknown) => journal.noteFault("log", fault))
        .finally(() => watch(LOOK_MS));
    });
  };

  const create: RunningBackups["create"] = (onProgress) =>
    journal.alone("full backup", createOne, onProgress);

  return {
    ...{ create, prune, status, list: look, listen: journal.listen },
    drill: (_, onProgress) => journal.alone("restore drill", (tell) => prove({}, tell), onProgress),
    attach: async () => undefined,
    start: () => {
      lastProof(target, opening)
        .then((proof) => journal.remember(proof))
        .then(look)
        .then(
          // Its fault is counted and told already.
          (there) => (there.length > 0 ? undefined : create().catch(() => undefined)),
          (fault: unknown) => journal.noteFault("log", fault),
        )
        .then(() => copier?.reconcile())
        .catch((fault: unknown) => journal.noteFault("copy", fault));
      watch(0);
    },
    close: async () => {
      isClosed = true;
      cancel?.();
      copier?.stop();
    },
  };
};
