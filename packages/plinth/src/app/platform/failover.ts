import { hostname } from "node:os";
import type { Config } from "#config";
import {
  BootError,
  type Clock,
  type Events,
  monotonicClock,
  type Random,
  systemClock,
  systemTimer,
} from "#core";
import { createSecureRandom } from "#crypto";
import { type BackupTarget, createDirectoryTarget } from "#ops/backup";
import {
  createDatabaseFailover,
  createEmbeddedFailover,
  createWitness,
  type FailoverEvent,
  type FailoverParts,
  type RunningFailover,
} from "#ops/failover";
import { parseDatabaseServers } from "#store";
import type { Logger, Metrics } from "#telemetry";
import { backupCopyTarget, backupTarget } from "./backups.ts";

/** The place that FAILOVER_WITNESS names; undefined where there is none. */
const witnessTarget = (config: Config): BackupTarget | undefined => {
  const place = config.failover?.witness;
  if (place === undefined) return undefined;
  const target =
    place === "backups"
      ? backupTarget(config)
      : place === "copy"
        ? backupCopyTarget(config)
        : createDirectoryTarget(place);
  if (target === undefined) throw new BootError([`FAILOVER_WITNESS=${place} names no place here.`]);
  return target;
};

/** What failover is made from, for instances, standbys and commands alike. */
export const failoverGround = (config: Config, random: Random) => {
  const target = witnessTarget(config);
  const { failover } = config;
  if (target === undefined || failover === undefined) return undefined;
  const { intervalMs, checks, ttlMs, isAutomatic } = failover;
  return {
    ...{ intervalMs, checks, ttlMs, isAutomatic },
    witness: createWitness(target, ttlMs),
    name: failover.name ?? hostname(),
    dataDirectory: config.dataDirectory,
    newNonce: () => Buffer.from(random.bytes(8)).toString("hex"),
  };
};

/** The servers of the settings as a role that may promote them; undefined for an embedded database. */
const failoverServers = ({ failover, database }: Config) => {
  if (database.url === undefined) return undefined;
  const url = failover?.databaseUrl;
  const servers = parseDatabaseServers(database.url);
  if (url === undefined) return servers;
  const promoting = parseDatabaseServers(url, "FAILOVER_DATABASE_URL");
  const names = new Set(promoting.map(({ name }) => name));
  const missing = servers.filter(({ name }) => !names.has(name));
  if (missing.length > 0) {
    throw new BootError([`FAILOVER_DATABASE_URL does not name ${missing[0]?.name}.`]);
  }
  return promoting;
};

/**
 * What commands look at and change failover with.
 * @throws {BootError} where FAILOVER_WITNESS names no place.
 */
export const requireFailover = (config: Config) => {
  const ground = failoverGround(config, createSecureRandom());
  const place = witnessTarget(config);
  if (ground === undefined || place === undefined) {
    throw new BootError(["Nobody takes over here: set FAILOVER_WITNESS."]);
  }
  return { ...ground, place, servers: failoverServers(config), now: systemClock.now };
};

/** What the failover of a platform is made from. */
export interface PlatformFailoverParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly events: Events;
}

/** One line and one event for each change. */
const announcer =
  ({ log, events }: PlatformFailoverParts) =>
  (event: FailoverEvent): void => {
    const { epoch } = event;
    if (event.kind === "leads") {
      log.info("this instance may write", { epoch });
      events.emit("security", { name: "failover.led", severity: "info", data: { epoch } });
    } else if (event.kind === "fenced") {
      const { reason } = event;
      log.error("this instance writes nothing any more", { epoch, reason });
      events.emit("security", {
        name: "failover.fenced",
        severity: "alert",
        data: { epoch, reason },
      });
    } else {
      log.warn(
        event.kind === "claimed"
          ? "the primary is lost: a standby is to follow it"
          : "a standby was promoted",
        { epoch, server: event.holder },
      );
    }
  };

/** Failover of an application; undefined where FAILOVER_WITNESS names no place. */
export const createPlatformFailover = (
  parts: PlatformFailoverParts,
): RunningFailover | undefined => {
  const { config, clock, random, log, metrics } = parts;
  const ground = failoverGround(config, random);
  if (ground === undefined) return undefined;
  const common: FailoverParts = {
    ...ground,
    ...{ clock, metrics, monotonic: monotonicClock, startTimer: systemTimer },
    onEvent: announcer(parts),
    onFault: (fault) => log.warn("a look at who leads failed", { error: fault }),
  };
  const servers = failoverServers(config);
  return servers === undefined
    ? createEmbeddedFailover(common)
    : createDatabaseFailover({ ...common, servers, isAutomatic: ground.isAutomatic });
};
