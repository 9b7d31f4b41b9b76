import type { StoreLog } from "#store";
import { createCopier } from "../catalog/copier.ts";
import { createLedgerKeeper } from "../catalog/ledger.ts";
import type { BackupParts, BackupStatus, Backups } from "../contract.ts";
import { BackupFault } from "../fault.ts";
import { createFollower, endOfLog, type Follower } from "../following/follower.ts";
import { positionAfter } from "../following/shipper.ts";
import { createJournal } from "../journal.ts";
import { observeBackups } from "../metrics.ts";
import { lastProof } from "../proof/proof.ts";
import { type Marker, readMarker, writeMarker } from "./marker.ts";
import { createTasks, type Tasks } from "./tasks.ts";

/** How often somebody looks whether the log is followed, and begins anew where it is not. */
const WATCH_MS = 60_000;
/** Longest wait for the last commits when the application stops. */
const LAST_MS = 10_000;

/** Backups together with what the start and the end of an application do for them. */
export interface RunningBackups extends Backups {
  /** Goes on where the last run ended, if that is certain; call it before anything is written. */
  readonly attach: (log: StoreLog) => Promise<void>;
  /** From now on somebody takes care that the log is followed. */
  readonly start: () => void;
  /** Writes the last commits; call it once the store is closed. */
  readonly close: () => Promise<void>;
}

/** Goes on with the log of the last run, where nothing is missing in between. */
const goOn = async (
  parts: BackupParts,
  { follower, look }: { readonly follower: Follower } & Pick<Tasks, "look">,
  log: StoreLog,
  marker: Omit<Marker, "database"> | undefined,
): Promise<void> => {
  const end = await endOfLog(parts, await look());
  if (end === undefined) return;
  const { generation, number, last } = end;
  const isMarked = marker?.generation === generation && marker.number === number;
  // Before anything can be received: what comes first has the next number.
  follower.begin(generation, number);
  const isFollowed =
    (last !== undefined && (await log.resume(positionAfter(last)))) ||
    (isMarked && (await log.resume(undefined)));
  if (!isFollowed) follower.stop();
};

/** Writes what is left, in bounded time; what the target has then, undefined where it lacks something. */
const finish = async (
  parts: BackupParts,
  follower: Follower,
): Promise<Omit<Marker, "database"> | undefined> => {
  const shipper = follower.current();
  if (shipper === undefined) return undefined;
  const written = shipper.flush().then(
    () => shipper.state().number === shipper.received(),
    () => false,
  );
  const isComplete = await Promise.race([
    written,
    new Promise<false>((resolve) => {
      parts.startTimer(LAST_MS, () => resolve(false));
    }),
  ]);
  const { generation } = shipper;
  return isComplete ? { generation, number: shipper.received() } : undefined;
};

/** Builds the backups of an embedded database; nothing happens before `attach`. */
export const createBackups = (parts: BackupParts): RunningBackups => {
  const { target, copyTo, clock, startTimer, dataDirectory } = parts;
  // Before the database is opened: opening it changes what can be seen of its file.
  const marker = readMarker(dataDirectory);
  let storeLog: StoreLog | undefined;
  let cancelWatch: (() => void) | undefined;
  let isClosed = false;

  const journal = createJournal(
    parts,
    () => counts,
    () => storeLog?.isClosed() === true,
  );
  const copier =
    copyTo === undefined
      ? undefined
      : createCopier({
          ...{ from: target, to: copyTo, clock, startTimer },
          onFault: (fault) => journal.noteFault("copy", fault),
        });
  const follower = createFollower(parts, {
    onFault: (fault) => journal.noteFault("log", fault),
    onShipped: (kept) => {
      copier?.copy(kept);
      // An erasure is a commit too: the list of the erased has grown before it.
      shipLedger();
    },
  });
  const ledger = createLedgerKeeper({
    ...{ target, clock, dataDirectory },
    objectKey: { key: parts.key, random: parts.random },
    opening: [parts.key, ...parts.former],
  });
  const shipLedger = (): void => {
    ledger.ship().then(
      (kept) => {
        if (kept !== undefined) copier?.copy(kept);
      },
      (fault: unknown) => journal.noteFault("log", fault),
    );
  };
  const tasks = createTasks({
    ...parts,
    ...{ journal, follower, copier },
    requireLog: () => {
      if (storeLog === undefined) throw new BackupFault("refused", "no embedded database is open");
      return storeLog;
    },
  });

  const status = (): BackupStatus => {
    const shipper = follower.current();
    const since = shipper?.state().waitingSince;
    return {
      place: target.place,
      isFollowing: shipper !== undefined,
      generation: shipper?.generation,
      lagMs: since === undefined ? 0 : Math.max(0, clock.now() - since),
      ...journal.state(),
      copy: copier?.state(),
    };
  };
  const counts = observeBackups(parts.metrics, clock, status);

  const watch = (ms: number): void => {
    if (isClosed) return;
    cancelWatch = startTimer(ms, () => {
      const isDue = follower.current() === undefined && journal.state().work === undefined;
      // Its fault is counted and told already; another try follows.
      const done = isDue ? tasks.create().catch(() => undefined) : Promise.resolve();
      void done.then(() => watch(WATCH_MS));
    });
  };

  return {
    ...{ create: tasks.create, drill: tasks.drill, prune: tasks.prune, status },
    list: async () => (await tasks.look()).full,
    listen: journal.listen,
    attach: async (log) => {
      storeLog = log;
      follower.listen(log);
      try {
        journal.remember(await lastProof(target, [parts.key, ...parts.former]));
        await goOn(parts, { follower, look: tasks.look }, log, marker);
      } catch (fault) {
        follower.stop();
        journal.noteFault("log", fault);
      }
    },
    start: () => {
      watch(0);
      shipLedger();
      copier?.reconcile().catch((fault: unknown) => journal.noteFault("copy", fault));
    },
    close: async () => {
      isClosed = true;
      cancelWatch?.();
      if (storeLog === undefined) return;
      const place = await finish(parts, follower);
      follower.stop();
      copier?.stop();
      writeMarker(dataDirectory, place);
    },
  };
};
