import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "#config";
import { BootError, createEvents, monotonicClock, systemClock, systemTimer } from "#core";
import { createSecureRandom } from "#crypto";
import { createHttpServer, type ListenAddress } from "#http";
import { type BackupTarget, createWarmCopy } from "#ops/backup";
import { createStandby, type Standby } from "#ops/failover";
import { lockDirectory } from "#store";
import { createMetrics, type Logger } from "#telemetry";
import { backupCopyTarget, backupTarget, requireBackupKeys } from "../platform/backups.ts";
import { failoverGround } from "../platform/failover.ts";
import { createHttps, openCertificate } from "../process/https.ts";
import { standbyListener } from "./standby-listener.ts";

/** A standby that listens. */
export interface OpenStandby {
  readonly standby: Standby;
  readonly address: ListenAddress;
  /** Lets go of the port and of the data directory. */
  readonly close: () => Promise<void>;
}

/** How a standby is opened. */
export interface StandbyOptions {
  readonly config: Config;
  readonly log: Logger;
  /** The place with the shipped log; that of the witness, or the first one, where it is absent. */
  readonly from?: BackupTarget;
  /** Told, for people, what happens. */
  readonly tell: (what: string) => void;
}

/** The place that a standby reads where nobody says one. */
const usualPlace = (config: Config): BackupTarget => {
  const place =
    config.failover?.witness === "copy" ? backupCopyTarget(config) : backupTarget(config);
  if (place === undefined) {
    throw new BootError([
      "Nothing says where the log is shipped to: set BACKUP_DIRECTORY, or --from.",
    ]);
  }
  return place;
};

/**
 * Opens a standby of an embedded database: it keeps a copy of what another instance ships, and says
 * so on the port of the settings.
 * @throws {BootError} where settings or directory do not allow it.
 */
export const openStandby = async (options: StandbyOptions): Promise<OpenStandby> => {
  const { config, log, tell } = options;
  if (config.database.url !== undefined) {
    throw new BootError([
      "The standby of PostgreSQL is a PostgreSQL server that follows the first: name both in DATABASE_URL and start plinth serve.",
    ]);
  }
  const random = createSecureRandom();
  const ground = failoverGround(config, random);
  if (ground === undefined) {
    throw new BootError(["A standby needs FAILOVER_WITNESS: where is it agreed who leads?"]);
  }
  const target = options.from ?? usualPlace(config);
  const key = requireBackupKeys(config).opening;
  const { dataDirectory } = config;
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const lock = lockDirectory(dataDirectory, join(dataDirectory, "plinth.lock"));
  const standby = createStandby({
    ...ground,
    copy: createWarmCopy({ target, key, dataDirectory, now: monotonicClock.now }),
    ...{ clock: systemClock, monotonic: monotonicClock, startTimer: systemTimer, tell },
    onFault: (fault) => log.warn("the standby cannot follow", { error: fault }),
  });
  const https = createHttps(openCertificate(config, systemClock), {
    ...{ config, random, log, clock: systemClock, metrics: createMetrics() },
    events: createEvents((fault) => log.error("a listener failed", { error: fault })),
  });
  const server = createHttpServer(standbyListener(standby.state), {
    connections: { ...config.connections, trustedProxies: config.server.trustedProxies },
    ...(https === undefined ? {} : { create: https.create }),
  });
  try {
    const { host, port } = config.server;
    const address = await server.listen({ host, port });
    https?.start();
    return {
      standby,
      address,
      close: async () => {
        await server.drain(0);
        https?.close();
        lock.release();
      },
    };
  } catch (fault) {
    https?.close();
    lock.release();
    const code = (fault as NodeJS.ErrnoException).code ?? "unknown";
    throw new BootError([`The standby cannot listen on port ${config.server.port} (${code}).`]);
  }
};
