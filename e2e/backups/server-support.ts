import { spawnSync } from "node:child_process";
import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  backgroundTimer,
  monotonicClock,
  Secret,
  systemClock,
} from "../../packages/plinth/src/core/index.ts";
import { createKeyring, createSecureRandom } from "../../packages/plinth/src/crypto/index.ts";
import {
  createDirectoryTarget,
  createServerBackups,
  type RunningBackups,
  type ServerPlace,
  serverPlaces,
  serverSettings,
} from "../../packages/plinth/src/ops/backup/index.ts";
import { openStore, type Store } from "../../packages/plinth/src/store/index.ts";
import {
  createLogger,
  createMetrics,
  type Metrics,
} from "../../packages/plinth/src/telemetry/index.ts";
import {
  startPostgres,
  type ThrowawayPostgres,
} from "../../packages/plinth/src/testing/postgres.ts";

/** A key of one byte, again and again. */
export const keyOf = (byte: number): KeyObject => createSecretKey(Buffer.alloc(32, byte));

/** As operators give it; the keys of `place` are derived from it. */
const KEY = randomBytes(48).toString("base64url");

/** A server that hands its log to pgBackRest, and where its backups are. */
export interface ArchivedServer {
  readonly postgres: ThrowawayPostgres;
  /** A directory that others may enter, as the server's user must. */
  readonly root: string;
  readonly place: ServerPlace;
  /** The settings of an application on it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

/** Starts it; a sentence where something that it needs is missing. */
export const startArchivedServer = async (): Promise<ArchivedServer | string> => {
  if (spawnSync("pgbackrest", ["version"]).status !== 0) {
    return "pgbackrest is not installed (apt-get install pgbackrest)";
  }
  const root = mkdtempSync(join(tmpdir(), "plinth-server-"));
  chmodSync(root, 0o755);
  const remove = () => rmSync(root, { recursive: true, force: true });
  const paths = {
    ...{ server: "", directory: join(root, "backups"), dataDirectory: join(root, "data") },
  };
  const lines = serverSettings(serverPlaces(paths).configuration).map((line) =>
    line.replace(" = ", "=").replace(/'(.*)'$/, "$1"),
  );
  const postgres = await startPostgres({
    durable: true,
    settings: [...lines, "archive_timeout=2"],
  });
  if ("missing" in postgres) {
    remove();
    return postgres.missing;
  }
  const url = new Secret(await postgres.createDatabase());
  return {
    ...{ postgres, root },
    place: {
      ...{ ...paths, server: postgres.dataDirectory, user: undefined, url },
      keys: [createKeyring(new Secret(KEY)).derive("backups")],
    },
    environment: {
      PLINTH_DATA: paths.dataDirectory,
      DATABASE_URL: url.reveal(),
      BACKUP_DIRECTORY: paths.directory,
      BACKUP_POSTGRES_DATA: postgres.dataDirectory,
      BACKUP_KEY: KEY,
    },
    stop: async () => {
      await postgres.stop();
      remove();
    },
  };
};

/** A connection to the application's database. */
export const openServerStore = ({ url }: Pick<ServerPlace, "url">): Promise<Store> =>
  openStore({
    engine: {
      ...{ kind: "postgresql", url, poolSize: 4, maxOverflow: 0, poolTimeoutMs: 10_000 },
      ...{ recycleMs: 600_000, connectTimeoutMs: 5_000, commandTimeoutMs: 60_000 },
    },
    clock: systemClock,
  });

/** What an instance has of them. */
export interface ServerBackups {
  readonly backups: RunningBackups;
  readonly metrics: Metrics;
}

/** Backups of it as an instance makes them. */
export const backupsOf = (store: Store, place: ServerPlace, copyTo?: string): ServerBackups => {
  const metrics = createMetrics();
  const [key = keyOf(5), ...former] = place.keys;
  const backups = createServerBackups({
    ...{ store, place, metrics, key, former },
    target: createDirectoryTarget(place.directory),
    copyTo: copyTo === undefined ? undefined : createDirectoryTarget(copyTo),
    random: createSecureRandom(),
    clock: systemClock,
    monotonic: monotonicClock,
    startTimer: backgroundTimer,
    dataDirectory: place.dataDirectory,
    variables: () => ({ NAME: "value" }),
    log: createLogger({ level: "fatal", clock: systemClock, component: "test", destination: 2 }),
  });
  return { backups, metrics };
};
