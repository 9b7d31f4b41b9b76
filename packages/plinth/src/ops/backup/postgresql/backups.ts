import type { Store } from "#store";
import type { FullBackup } from "../catalog/catalog.ts";
import { configName, generationName } from "../catalog/catalog.ts";
import { collectConfiguration } from "../catalog/configuration.ts";
import { createCopier } from "../catalog/copier.ts";
import { createLedgerKeeper } from "../catalog/ledger.ts";
import type { BackupParts, BackupStatus, DrillOptions, ReportProgress } from "../contract.ts";
import type { RunningBackups } from "../embedded/backups.ts";
import { BackupFault } from "../fault.ts";
import { sealObject } from "../format/container.ts";
import { createJournal, type Journal } from "../journal.ts";
import { observeBackups } from "../metrics.ts";
import { lastProof, type Proof } from "../proof/proof.ts";
import { readArchiving, waitUntilArchived } from "./archiving.ts";
import { serverSettings } from "./configuration.ts";
import { markServer, type ServerMark } from "./mark.ts";
import { proveServer, type ServerProofOptions } from "./proof.ts";
import { nextType, pruneServer } from "./retention.ts";
import { openServer, type ServerPlace, serverPlaces } from "./server.ts";

const LOOK_MS = 15_000;
const COPY_EVERY = 4;
const SLACK_MS = 30_000;
/** Copied after the rest: they name what there is, and may be as long as before. */
const NAMING = /\.info(\.copy)?$|^erasures\.plb$/;

/** What backups of a PostgreSQL server are made with. */
export interface ServerBackupParts extends BackupParts {
  readonly store: Store;
  /** Opens the database as who owns its tables, where that is another role than the application's. */
  readonly openAsOwner?: () => Promise<Store>;
  readonly place: ServerPlace;
}

type ServerState = Pick<BackupStatus, "isFollowing" | "lagMs"> & { readonly bytes: number };

const sumOf = (objects: readonly { readonly bytes: number }[]): number =>
  objects.reduce((sum, { bytes }) => sum + bytes, 0);

/** Steps of a proof as a share of its time; measured once, and near enough for a bar. */
const SHARES = { "full backup": 0.1, log: 0.4, check: 0.7 } as const;

/** Settings of the application, sealed beside the backups (BK-06). */
const keepConfiguration = async (parts: ServerBackupParts): Promise<void> => {
  const { target, key, random, clock } = parts;
  const at = clock.now();
  const suffix = Buffer.from(random.bytes(4)).toString("hex");
  const name = configName(generationName(at, suffix), at);
  const text = JSON.stringify(collectConfiguration(parts.dataDirectory, parts.variables()));
  const header = { name, at, meta: { kind: "configuration" } };
  await target.put(name, sealObject({ key, random }, header, [Buffer.from(text)]));
};

/** The server must hand over its log before anything is worth being backed up. */
const requireArchiving = async ({ store, place }: ServerBackupParts): Promise<void> => {
  const { configuration } = serverPlaces(place);
  const { refusal } = await readArchiving(store, configuration);
  if (refusal === undefined) return;
  const lines = serverSettings(configuration).join("; ");
  throw new BackupFault(
    "refused",
    `${refusal}: put this into its postgresql.conf and start it again: ${lines}`,
  );
};

const prove = async (
  parts: ServerBackupParts,
  journal: Journal,
  options: Pick<ServerProofOptions, "opened" | "mark" | "sentinel" | "lagMs">,
  tell: ReportProgress,
): Promise<Proof> => {
  const { target, key, random, clock, monotonic } = parts;
  const { proof } = await proveServer({
    ...{ target, clock, monotonic, objectKey: { key, random } },
    ...options,
    onStep: (step) => tell(`restoring, ${step}`, SHARES[step]),
  });
  journal.noteProof(proof);
  return proof;
};

/** An instant, as a role that may hold up writers of every table. */
const markAsOwner = async ({ store, openAsOwner }: ServerBackupParts): Promise<ServerMark> => {
  if (openAsOwner === undefined) return markServer(store);
  const owner = await openAsOwner();
  try {
    return await markServer(owner);
  } finally {
    await owner.close();
  }
};

/** A backup of now, with the log up to an instant whose rows are known, restored and looked at. */
const createOne = async (parts: ServerBackupParts, journal: Journal, tell: ReportProgress) => {
  await requireArchiving(parts);
  tell("full backup", 0);
  const opened = await openServer(parts.place);
  const { repository, info, login } = opened;
  if (!info.isReady) await repository.createStanza(login());
  await repository.backup(nextType(info.backups, parts.clock.now()), login());
  await keepConfiguration(parts);
  tell("full backup", 0.4);
  const mark = await markAsOwner(parts);
  await repository.check(login());
  const half: ReportProgress = (step, share) => tell(step, 0.5 + share / 2);
  const proof = await prove(parts, journal, { opened, mark }, half);
  await pruneServer({ ...parts, repository, now: parts.clock.now() });
  const full = (await repository.info()).backups.at(-1);
  if (full === undefined) throw new BackupFault("missing", "the backup is not in its repository");
  return { full, proof };
};

/** Restores the state of now; what it takes for a commit to be in the backup is measured. */
const drillOne = async (
  parts: ServerBackupParts,
  journal: Journal,
  { writeSentinel }: DrillOptions,
  tell: ReportProgress,
): Promise<Proof> => {
  await requireArchiving(parts);
  const opened = await openServer(parts.place);
  const { configuration } = opened.places;
  const started = parts.monotonic.now();
  const sentinel = await writeSentinel?.();
  const mark = await markAsOwner(parts);
  tell("waiting for the log", 0.05);
  // As long as the server takes by itself: that is what a loss of it would cost.
  await waitUntilArchived(parts.store, configuration, SLACK_MS);
  const lagMs = Math.round(parts.monotonic.now() - started);
  return prove(
    parts,
    journal,
    { opened, mark, ...(sentinel === undefined ? {} : { sentinel, lagMs }) },
    tell,
  );
};

/** Looks every few seconds how far the log of the server is, and carries copies on. */
const createWatch = (
  parts: ServerBackupParts,
  journal: Journal,
  copier: ReturnType<typeof createCopier> | undefined,
) => {
  const { store, place, target, startTimer, clock, key, random } = parts;
  const ledger = createLedgerKeeper({
    ...{ target, clock, dataDirectory: parts.dataDirectory },
    objectKey: { key, random },
    opening: [key, ...parts.former],
  });
  let state: ServerState = { isFollowing: false, lagMs: 0, bytes: 0 };
  let since: number | undefined;
  let looks = 0;
  let cancel: (() => void) | undefined;
  let isClosed = false;

  const look = async (isWhole: boolean): Promise<void> => {
    const { isFollowing, lagMs } = await readArchiving(store, serverPlaces(place).configuration);
    since = undefined;
    state = { ...state, isFollowing, lagMs };
    await ledger.ship();
    if (isWhole) {
      state = { ...state, bytes: sumOf(await target.list("")) };
      await copier?.reconcile().catch((fault: unknown) => journal.noteFault("copy", fault));
    }
  };
  const again = (ms: number): void => {
    if (isClosed) return;
    cancel = startTimer(ms, () => {
      looks += 1;
      look(looks % COPY_EVERY === 1)
        .catch((fault: unknown) => {
          // One fault for as long as it lasts.
          if (since === undefined) journal.noteFault("log", fault);
          since ??= clock.now();
          state = { ...state, isFollowing: false };
        })
        .finally(() => again(LOOK_MS));
    });
  };
  return {
    look,
    state: () => state,
    start: () => again(0),
    stop: () => {
      isClosed = true;
      cancel?.();
      copier?.stop();
    },
  };
};

/** Builds the backups of a PostgreSQL server of this machine, by pgBackRest (BK-01 to BK-05). */
export const createServerBackups = (parts: ServerBackupParts): RunningBackups => {
  const { target, copyTo, clock, startTimer, place } = parts;
  const journal = createJournal(parts, () => counts);
  const copier =
    copyTo === undefined
      ? undefined
      : createCopier({
          ...{ from: target, to: copyTo, clock, startTimer },
          isRewritten: (name) => NAMING.test(name),
          outdatedThere: () => [],
          onFault: (fault) => journal.noteFault("copy", fault),
        });
  const watch = createWatch(parts, journal, copier);
  const status = (): BackupStatus => ({
    place: target.place,
    generation: undefined,
    ...journal.state(),
    ...watch.state(),
    copy: copier?.state(),
  });
  const counts = observeBackups(parts.metrics, clock, status);

  /** Looks what there is. */
  const remember = async (): Promise<readonly FullBackup[]> => {
    const { info } = await openServer(place);
    journal.noteCatalog({ full: info.backups, bytes: watch.state().bytes });
    return info.backups;
  };
  const prune = async (): Promise<readonly string[]> => {
    const { repository } = await openServer(place);
    const names = await pruneServer({ repository, target, copyTo, now: clock.now() });
    await remember();
    return names;
  };

  const create: RunningBackups["create"] = (onProgress) =>
    journal.alone(
      "full backup",
      async (tell) => {
        const made = await createOne(parts, journal, tell);
        await remember();
        await watch.look(true);
        return made;
      },
      onProgress,
    );

  return {
    ...{ create, prune, status },
    drill: (options = {}, onProgress) =>
      journal.alone("restore drill", (tell) => drillOne(parts, journal, options, tell), onProgress),
    list: remember,
    listen: journal.listen,
    attach: async () => undefined,
    start: () => {
      const opening = [parts.key, ...parts.former];
      lastProof(target, opening)
        .then((proof) => journal.remember(proof))
        .then(remember)
        .then(
          // Its fault is counted and told already.
          (there) => (there.length > 0 ? undefined : create().catch(() => undefined)),
          (fault: unknown) => journal.noteFault("log", fault),
        );
      watch.start();
    },
    close: async () => watch.stop(),
  };
};
