import { systemTimer } from "#core";
import type { LogMark, StoreLog } from "#store";
import { type Catalog, type FullBackup, generationName, readCatalog } from "../catalog/catalog.ts";
import { collectConfiguration } from "../catalog/configuration.ts";
import type { Copier } from "../catalog/copier.ts";
import { outdated } from "../catalog/retention.ts";
import type { BackupParts, Backups, ReportProgress } from "../contract.ts";
import { BackupFault } from "../fault.ts";
import type { Follower } from "../following/follower.ts";
import type { Journal } from "../journal.ts";
import { type Proof, type ProofOptions, proveBackup } from "../proof/proof.ts";
import { requireHold, writeFullBackup } from "./full.ts";

const SENTINEL_STEP_MS = 20;
const SENTINEL_MS = 30_000;

/** What the work on backups needs beside their parts. */
export interface TaskParts extends BackupParts {
  readonly journal: Journal;
  readonly follower: Follower;
  readonly copier: Copier | undefined;
  /** @throws {BackupFault} where no embedded database is open. */
  readonly requireLog: () => StoreLog;
}

/** A while; it keeps the process alive, unlike the timers of loops. */
export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    systemTimer(ms, resolve);
  });

/** Writes a full backup, and begins a generation where the log is not followed. */
const writeFull = async (
  parts: TaskParts,
  tell: ReportProgress,
): Promise<{ readonly full: FullBackup; readonly mark: LogMark }> => {
  const { target, key, random, clock, follower, copier, dataDirectory } = parts;
  const log = parts.requireLog();
  const mark = await requireHold(log, pause);
  try {
    const suffix = Buffer.from(random.bytes(4)).toString("hex");
    const shipper = follower.current() ?? follower.begin(generationName(mark.at, suffix), 0);
    const number = follower.numberAt(mark, shipper);
    const { full, kept } = await writeFullBackup({
      ...{ target, log, clock, number, hold: mark },
      objectKey: { key, random },
      generation: shipper.generation,
      configuration: JSON.stringify(collectConfiguration(dataDirectory, parts.variables())),
      onProgress: (done, total) => tell("full backup", (done / Math.max(1, total)) * 0.5),
    });
    if (follower.current() !== shipper) {
      throw new BackupFault("refused", "the log was lost while the full backup was made");
    }
    for (const object of kept) copier?.copy(object);
    return { full, mark };
  } finally {
    await log.release();
  }
};

/** Restores, looks, and writes down what was found. */
const prove = async (
  { target, key, former, random, clock, monotonic, copier, journal }: TaskParts,
  options: Pick<ProofOptions, "at" | "rows" | "sentinel" | "lagMs">,
  tell: ReportProgress,
): Promise<Proof> => {
  const { proof, kept } = await proveBackup({
    ...{ target, clock, monotonic },
    objectKey: { key, random },
    opening: [key, ...former],
    ...options,
    onProgress: ({ step, done, total }) => tell(`restoring, ${step}`, done / Math.max(1, total)),
  });
  copier?.copy(kept);
  journal.noteProof(proof);
  return proof;
};

/** How long a row of now takes to be in the target, in milliseconds. */
const measureLag = async (parts: TaskParts, committed: number): Promise<number> => {
  const { monotonic, follower } = parts;
  const started = monotonic.now();
  while (monotonic.now() - started < SENTINEL_MS) {
    const state = follower.current()?.state();
    if (state?.waitingSince === undefined && (state?.at ?? 0) >= committed) {
      return Math.round(monotonic.now() - started);
    }
    await pause(SENTINEL_STEP_MS);
  }
  throw new BackupFault("target", "what is committed does not reach the backup");
};

/** Restores the state of now. */
const drillOnce = async (
  parts: TaskParts,
  { writeSentinel }: Parameters<Backups["drill"]>[0] & object,
  tell: ReportProgress,
): Promise<Proof> => {
  const { follower, clock } = parts;
  const log = parts.requireLog();
  const unfollowed = "the log is not followed; make a full backup first";
  if (follower.current() === undefined) throw new BackupFault("refused", unfollowed);
  const before = clock.now();
  const sentinel = await writeSentinel?.();
  const lagMs = sentinel === undefined ? undefined : await measureLag(parts, before);
  const mark = await log.mark();
  if (mark === undefined) throw new BackupFault("refused", unfollowed);
  await follower.current()?.flush();
  const { at, rows } = mark;
  return prove(
    parts,
    {
      ...{ at, rows },
      ...(sentinel === undefined ? {} : { sentinel }),
      ...(lagMs === undefined ? {} : { lagMs }),
    },
    tell,
  );
};

/** What can be done with backups, and the look at what there is. */
export interface Tasks extends Pick<Backups, "create" | "drill" | "prune"> {
  readonly look: () => Promise<Catalog>;
}

/** Builds it. */
export const createTasks = (parts: TaskParts): Tasks => {
  const { target, clock, copier, journal } = parts;
  const look = async (): Promise<Catalog> => {
    const catalog = await readCatalog(target);
    journal.noteCatalog(catalog);
    return catalog;
  };
  const prune = async (): Promise<readonly string[]> => {
    const names = outdated(await look(), clock.now());
    for (const name of names) await target.remove(name);
    if (names.length > 0) await look();
    return names;
  };
  return {
    look,
    prune,
    create: (onProgress) =>
      journal.alone(
        "full backup",
        async (tell) => {
          const { full, mark } = await writeFull(parts, tell);
          const { at, rows } = mark;
          const second: ReportProgress = (step, share) => tell(step, 0.5 + share / 2);
          const proof = await prove(parts, { at, rows }, second);
          await prune();
          await copier?.reconcile().catch((fault: unknown) => journal.noteFault("copy", fault));
          return { full, proof };
        },
        onProgress,
      ),
    drill: (options = {}, onProgress) =>
      journal.alone("restore drill", (tell) => drillOnce(parts, options, tell), onProgress),
  };
};
