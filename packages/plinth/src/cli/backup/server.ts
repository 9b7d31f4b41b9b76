import { resolve } from "node:path";
import { backupCopyTarget, backupServer, restoreBackupServer } from "#app";
import { monotonicClock, systemClock } from "#core";
import {
  BackupFault,
  lastProof,
  openServer,
  proveServer,
  pruneServer,
  type ServerPlace,
  serverLogGaps,
  serverPlaces,
  serverSettings,
} from "#ops/backup";
import { UsageError } from "../command.ts";
import type { Context } from "./context.ts";
import { createProgress } from "./progress.ts";
import { askRunning, runningStatus } from "./running.ts";
import { instantWords, proofLine, readInstant, sizeWords } from "./words.ts";

const requirePlace = ({ config, keys }: Context): ServerPlace => {
  const place = backupServer(config, keys.opening);
  if (place === undefined) throw new UsageError("BACKUP_POSTGRES_DATA names no server");
  return place;
};

/** Shares of a restore for a bar; the time of each depends on the server. */
const SHARES: Readonly<Record<string, number>> = { "full backup": 0.1, log: 0.5, check: 0.8 };
const tellSteps = ({ terminal }: Context) => {
  const progress = createProgress(terminal);
  return (step: string): void => progress(step, SHARES[step] ?? 0);
};

const list = async (context: Context): Promise<number> => {
  const { config, target, keys, show } = context;
  const { info } = await openServer(requirePlace(context));
  const proof = await lastProof(target, keys.opening);
  const running = await runningStatus(config.dataDirectory);
  const value = {
    place: target.place,
    bytes: info.backups.reduce((sum, { bytes }) => sum + bytes, 0),
    full: info.backups,
    proof: proof ?? null,
    following: running?.isFollowing ?? null,
    lagMs: running?.lagMs ?? null,
  };
  show(value, [
    `${target.place}: ${info.backups.length} backups by pgBackRest, ${sizeWords(value.bytes)} without their log`,
    ...info.backups.map(
      (one) =>
        `${instantWords(one.at)}  ${sizeWords(one.bytes).padStart(9)}  ${one.name}${one.hasBadPages ? "  DAMAGED PAGES" : ""}`,
    ),
    proof === undefined ? "nothing was proven yet" : proofLine(proof),
    ...(running === undefined
      ? []
      : [
          running.isFollowing
            ? `the log goes there by itself; at most ${(running.lagMs / 1_000).toFixed(0)} s behind`
            : "the log does NOT go there by itself now",
        ]),
  ]);
  return 0;
};

const verify = async (context: Context): Promise<number> => {
  const { repository, info } = await openServer(requirePlace(context));
  if (info.backups.length === 0) throw new BackupFault("missing", "there is no full backup");
  const faults = [
    ...(await repository.verify()),
    ...(await serverLogGaps(context.target, info.backups, systemClock.now())),
  ];
  context.show({ backups: info.backups.length, faults }, [
    ...faults.map((fault) => `fault: ${fault}`),
    faults.length === 0
      ? `${info.backups.length} backups and their log: all of it is as it was written`
      : `${faults.length} faults`,
  ]);
  return faults.length === 0 ? 0 : 1;
};

const restore = async (context: Context): Promise<number> => {
  const { given, terminal, config, target, show } = context;
  const to = given.text("to");
  if (to === undefined) {
    throw new UsageError(
      "--to DIRECTORY is missing: a server is restored into a new directory, never over a live one",
    );
  }
  const at = readInstant(given.text("at"));
  const started = monotonicClock.now();
  const made = await restoreBackupServer(config, {
    from: target,
    to: resolve(terminal.directory, to),
    ...(at === undefined ? {} : { at }),
    onStep: tellSteps(context),
  });
  const seconds = Math.round(monotonicClock.now() - started) / 1_000;
  const rows = Object.values(made.rows).reduce((sum, count) => sum + count, 0);
  show({ ...made, seconds }, [
    ...(made.erased === 0
      ? []
      : [`${made.erased} accounts were erased since; the next start erases them again`]),
    ...(made.uploads === 0 ? [] : [`${made.uploads} uploaded files were missing, and are back`]),
    ...made.files.map((file) => `${file} was missing, and is back`),
    ...(made.configuration === undefined
      ? []
      : [`the settings of then are in ${made.configuration}`]),
    `${made.directory}: ${rows} rows as of ${at === undefined ? "the newest state" : instantWords(at)}, found whole, in ${seconds} s; start the server on it`,
  ]);
  return 0;
};

const prune = async (context: Context): Promise<number> => {
  const { repository } = await openServer(requirePlace(context));
  const removed = await pruneServer({
    ...{ repository, target: context.target, copyTo: backupCopyTarget(context.config) },
    now: systemClock.now(),
  });
  context.show({ removed }, [...removed, `${removed.length} backups removed`]);
  return 0;
};

const drill = async (context: Context): Promise<number> => {
  const { terminal, config, target, keys, show } = context;
  const running = await askRunning(config.dataDirectory, "drill", createProgress(terminal));
  const proof =
    running?.lastProof ??
    (
      await proveServer({
        opened: await openServer(requirePlace(context)),
        target,
        objectKey: keys.sealing,
        clock: systemClock,
        monotonic: monotonicClock,
        onStep: tellSteps(context),
      })
    ).proof;
  show(proof, [
    proofLine(proof),
    ...(proof.lagMs === undefined ? [] : [`a commit was in the backup after ${proof.lagMs} ms`]),
  ]);
  return 0;
};

/** Writes the configuration of pgBackRest, and says what the server needs to be told. */
const setup = async (context: Context): Promise<number> => {
  const place = requirePlace(context);
  const { repository, info, login } = await openServer(place);
  if (!info.isReady) await repository.createStanza(login());
  const { configuration } = serverPlaces(place);
  const settings = serverSettings(configuration);
  context.show({ configuration, settings }, [
    `# written: ${configuration}`,
    "# put these lines into postgresql.conf, and start the server again:",
    ...settings,
  ]);
  return 0;
};

/** What is done with the backups of a PostgreSQL server of this machine. */
export const SERVER_VERBS: Readonly<Record<string, (context: Context) => Promise<number>>> = {
  list,
  verify,
  restore,
  prune,
  drill,
  setup,
};
