import type { KeyObject } from "node:crypto";
import { statSync } from "node:fs";
import { join } from "node:path";
import type { Config, Secrets } from "#config";
import {
  BootError,
  backgroundTimer,
  type Clock,
  monotonicClock,
  type Random,
  type Secret,
  systemClock,
} from "#core";
import { createKeyring, createSecureRandom } from "#crypto";
import {
  BackupFault,
  type BackupParts,
  type BackupTarget,
  createBackups,
  createBucketTarget,
  createDirectoryTarget,
  createDumpBackups,
  createFileKeeper,
  createServerBackups,
  type DumpedRows,
  type ObjectKey,
  type RestoreDirectoryOptions,
  type RestoredDirectory,
  type RestoredServer,
  type RestoreServerOptions,
  type RunningBackups,
  restoreDirectory,
  restoreServer,
  type ServerPlace,
  serverPlaces,
  serverSettings,
  withFiles,
} from "#ops/backup";
import { fenceTarget } from "#ops/failover";
import { type Migration, openStore, type Store, type WriteFence } from "#store";
import type { Logger, Metrics } from "#telemetry";
import { requireSecrets } from "../process/secrets.ts";
import { moveBetween } from "./data/data-move.ts";
import { postgresqlEngine } from "./store-engine.ts";

/** Fixed, or no backup of before would open. */
const PURPOSE = "backups";

/** What new backups are sealed with, and everything that those of before open with. */
interface BackupKeys {
  readonly sealing: ObjectKey;
  readonly opening: readonly KeyObject[];
}

/** BACKUP_KEY goes first; backups from before it was given are of the key derived from SECRET_KEY. */
const keysOf = (
  config: Pick<Config, "backups" | "secrets">,
  secretKey: Secret | undefined,
  random: Random,
): BackupKeys | undefined => {
  const { secretKeyPrevious } = config.secrets;
  const secrets = [config.backups.key, secretKey, secretKeyPrevious];
  const opening = secrets.flatMap((secret) =>
    secret === undefined ? [] : [createKeyring(secret).derive(PURPOSE)],
  );
  const [key] = opening;
  return key === undefined ? undefined : { sealing: { key, random }, opening };
};

/**
 * The keys of a deployment for commands, which make none: what is lost is not replaced by another.
 * @throws {BootError} where neither BACKUP_KEY nor SECRET_KEY is known.
 */
export const requireBackupKeys = (config: Config): BackupKeys => {
  const random = createSecureRandom();
  const kept = join(config.dataDirectory, "secrets.json");
  // What may not be read is not missing: that throws.
  const isKept = statSync(kept, { throwIfNoEntry: false }) !== undefined;
  const secretKey =
    config.secrets.secretKey ?? (isKept ? requireSecrets(config, random).secretKey : undefined);
  const keys = keysOf(config, secretKey, random);
  if (keys === undefined) {
    throw new BootError([
      `No key of backups is known: ${config.dataDirectory} keeps none. Where nothing was started yet, plinth setup makes it; for backups that are there, set BACKUP_KEY, or SECRET_KEY, to what it was when they were made.`,
    ]);
  }
  return keys;
};

/** The place that the settings name; undefined where there are no backups. */
export const backupTarget = ({ backups }: Pick<Config, "backups">): BackupTarget | undefined =>
  backups.directory === undefined ? undefined : createDirectoryTarget(backups.directory);

/** The second place that the settings name, if they do. */
export const backupCopyTarget = ({
  backups,
}: Pick<Config, "backups">): BackupTarget | undefined => {
  if (backups.copyDirectory !== undefined) return createDirectoryTarget(backups.copyDirectory);
  return backups.bucket === undefined ? undefined : createBucketTarget(backups.bucket);
};

/**
 * Puts the data directory of a deployment back from its first place, as `plinth backup restore` does.
 * @throws {BootError} where an instance runs on it, no key is known, or there are no backups.
 * @throws {BackupFault} for what is missing, damaged, or in the way.
 */
export const restoreBackup = async (
  config: Config,
  options: Partial<Omit<RestoreDirectoryOptions, "dataDirectory" | "filesDirectory" | "key">> = {},
): Promise<RestoredDirectory> => {
  const target = options.target ?? backupTarget(config);
  if (target === undefined) throw new BootError(["BACKUP_DIRECTORY is off: there is no backup."]);
  return restoreDirectory({
    isReplaced: false,
    now: systemClock.now(),
    ...options,
    target,
    key: requireBackupKeys(config).opening,
    dataDirectory: config.dataDirectory,
    filesDirectory: config.files.directory,
  });
};

/**
 * The PostgreSQL server of the settings, where pgBackRest can back it up; undefined where it runs
 * elsewhere, and for an embedded database.
 */
export const backupServer = (
  { backups, database, dataDirectory }: Pick<Config, "backups" | "database" | "dataDirectory">,
  keys: readonly KeyObject[],
): ServerPlace | undefined => {
  const { directory, server } = backups;
  if (directory === undefined || server === undefined || database.url === undefined) {
    return undefined;
  }
  const { url } = database;
  return { server: server.dataDirectory, user: server.user, url, directory, dataDirectory, keys };
};

/** What the PostgreSQL server of the settings is to be told, as lines of its postgresql.conf. */
export const backupServerSettings = (config: Config): readonly string[] => {
  const place = backupServer(config, []);
  return place === undefined ? [] : serverSettings(serverPlaces(place).configuration);
};

/**
 * Restores the PostgreSQL server of the settings into a new directory, as `plinth backup restore --to` does.
 * @throws {BootError} where no key is known, or pgBackRest makes no backups of it.
 * @throws {BackupFault} for what is missing, damaged, or in the way.
 */
export const restoreBackupServer = async (
  config: Config,
  options: Pick<RestoreServerOptions, "to"> &
    Partial<Pick<RestoreServerOptions, "at" | "from" | "onStep">>,
): Promise<RestoredServer> => {
  const place = backupServer(config, requireBackupKeys(config).opening);
  const from = options.from ?? backupTarget(config);
  if (place === undefined || from === undefined) {
    throw new BootError(["BACKUP_POSTGRES_DATA names no server: there is no backup of it."]);
  }
  const now = systemClock.now();
  const filesDirectory = config.files.directory;
  return restoreServer({
    ...options,
    ...{ place, from, now, filesDirectory, monotonic: monotonicClock },
  });
};

/** What the backups of a platform are made from. */
export interface PlatformBackupParts {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly random: Random;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Where several instances may lead: one that does not ships nothing. */
  readonly fence?: WriteFence | undefined;
}

/** What backups of every kind are made with; undefined where there are to be none. */
const commonParts = (parts: PlatformBackupParts): BackupParts | undefined => {
  const { config, secrets } = parts;
  const { fence } = parts;
  const fenced = (place: BackupTarget | undefined): BackupTarget | undefined =>
    place === undefined || fence === undefined ? place : fenceTarget(place, fence);
  const target = fenced(backupTarget(config));
  const keys = keysOf(config, secrets.secretKey, parts.random);
  if (target === undefined || keys === undefined) return undefined;
  return {
    target,
    copyTo: fenced(backupCopyTarget(config)),
    key: keys.sealing.key,
    former: keys.opening.slice(1),
    random: parts.random,
    clock: parts.clock,
    monotonic: monotonicClock,
    startTimer: backgroundTimer,
    dataDirectory: config.dataDirectory,
    variables: () =>
      Object.fromEntries(Object.entries(config.given).map(([name, text]) => [name, text.reveal()])),
    log: parts.log,
    metrics: parts.metrics,
  };
};

/** Backups of a database, and of the files that its rows name. */
const addFiles = (
  backups: RunningBackups,
  common: BackupParts,
  directory: string,
): RunningBackups => {
  const { target, copyTo, key, former, random, clock, startTimer, log } = common;
  const keeper = createFileKeeper({
    ...{ target, copyTo, directory, clock, startTimer },
    objectKey: { key, random },
    opening: [key, ...former],
    onFault: (error) => log.error("uploaded files could not be backed up", { error }),
  });
  return withFiles(backups, keeper);
};

/** The backups of an embedded database; undefined on PostgreSQL, and where there are to be none. */
export const createPlatformBackups = (parts: PlatformBackupParts): RunningBackups | undefined => {
  const common = parts.config.database.url === undefined ? commonParts(parts) : undefined;
  if (common === undefined) return undefined;
  return addFiles(createBackups(common), common, parts.config.files.directory);
};

/** Copies all rows of a database that is in use, and counts them. */
const dumpRows =
  (url: Secret, migrations: readonly Migration[], clock: Clock) =>
  async (directory: string): Promise<DumpedRows> => {
    const at = clock.now();
    const report = await moveBetween({
      from: { kind: "postgresql", url },
      to: { kind: "embedded", directory },
      migrations,
      isInUse: true,
    });
    if (!report.isEqual) throw new BackupFault("damaged", "counts or checksums of the dump differ");
    return {
      at,
      rows: Object.fromEntries(report.tables.map(({ table, rows }) => [table, rows.to])),
    };
  };

/**
 * The backups of a PostgreSQL database: by pgBackRest where its server runs on this machine, else by
 * dumps of its rows. Undefined where there are to be none.
 */
export const createPlatformServerBackups = (
  given: PlatformBackupParts & {
    readonly store: Store;
    readonly migrations: readonly Migration[];
  },
): RunningBackups | undefined => {
  const { config, store, clock, migrations } = given;
  const { url } = config.database;
  const common = url === undefined ? undefined : commonParts(given);
  if (url === undefined || common === undefined) return undefined;
  const place = backupServer(config, [common.key, ...common.former]);
  const { directory } = config.files;
  if (place !== undefined) {
    const { migrationUrl } = config.database;
    const openAsOwner = () =>
      openStore({
        engine: {
          ...postgresqlEngine(config.database, migrationUrl ?? url),
          ...{ poolSize: 2, maxOverflow: 0, variable: "DATABASE_MIGRATION_URL" },
        },
        clock,
      });
    const parts = {
      ...common,
      store,
      place,
      ...(migrationUrl === undefined ? {} : { openAsOwner }),
    };
    return addFiles(createServerBackups(parts), common, directory);
  }
  common.log.warn(
    "the database is backed up by dumps of its rows: what was committed since the last one is in none; name BACKUP_POSTGRES_DATA for pgBackRest",
  );
  const dump = dumpRows(url, migrations, clock);
  return addFiles(createDumpBackups({ ...common, dump }), common, directory);
};
