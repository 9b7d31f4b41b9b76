import type { BackupTarget } from "#ops/backup";
import { BackupFault } from "#ops/backup";
import type { WriteFence } from "#store";
import type { Metrics } from "#telemetry";
import type { Failover, FailoverEvent, FailoverStatus } from "./contract.ts";

/** Failover together with what the start and the end of an application do for it. */
export interface RunningFailover extends Failover {
  /** Of the store. */
  readonly fence: WriteFence;
  /**
   * Before the store is opened: PostgreSQL finds its primary.
   * @throws {BootError} where there is none.
   */
  readonly beforeOpening: () => Promise<void>;
  /**
   * Once the data directory is ours, and before anything is written: an embedded database is led.
   * @throws {BootError} where another instance leads.
   */
  readonly afterOpening: () => Promise<void>;
  /** Gives the lead up; call it once nothing is written any more. */
  readonly close: () => Promise<void>;
}

/** Whoever listens last is told; so is whoever keeps the log. */
export const createTold = (also: (event: FailoverEvent) => void) => {
  let listener: (event: FailoverEvent) => void = () => undefined;
  return {
    tell: (event: FailoverEvent): void => {
      also(event);
      listener(event);
    },
    listen: (next: (event: FailoverEvent) => void): void => {
      listener = next;
    },
  };
};

/** The last fault, for people. */
export const createFaultNote = (now: () => number, onFault: (fault: unknown) => void) => {
  let last: FailoverStatus["lastFault"];
  return {
    last: () => last,
    note: (fault: unknown): void => {
      last = { at: now(), message: fault instanceof Error ? fault.message : String(fault) };
      onFault(fault);
    },
  };
};

/** Puts the state of failover among the metrics. */
export const observeFailover = (metrics: Metrics, status: () => FailoverStatus): void => {
  const gauge = (name: string, help: string) => metrics.gauge({ name, help }).child();
  const epoch = gauge("failover_epoch", "The newest epoch that this instance heard of.");
  const writes = gauge("failover_may_write", "1 while this instance may change anything.");
  const standbys = gauge("failover_standbys", "Standbys that could take over now.");
  const lag = gauge(
    "failover_standby_lag_seconds",
    "How far the best standby is behind; -1: none.",
  );
  metrics.onCollect(() => {
    const now = status();
    const ready = now.standbys.filter(({ isReady }) => isReady);
    epoch.set(now.epoch);
    writes.set(now.refusal === undefined ? 1 : 0);
    standbys.set(ready.length);
    lag.set(
      ready.length === 0 ? -1 : Math.min(...ready.map(({ lagMs }) => Math.max(0, lagMs))) / 1_000,
    );
  });
};

/** The folder of leases is no backup. */
const isLease = (name: string): boolean => name.startsWith("failover/");

/**
 * A place for backups that takes nothing of an instance which does not lead any more: what it has
 * committed since would look as if it came after what the next one wrote.
 */
export const fenceTarget = (target: BackupTarget, { refusal }: WriteFence): BackupTarget => ({
  ...target,
  put: async (name, source, bytes) => {
    const reason = refusal();
    if (reason !== undefined) throw new BackupFault("refused", `nothing is shipped: ${reason}`);
    return target.put(name, source, bytes);
  },
  list: async (prefix) => (await target.list(prefix)).filter(({ name }) => !isLease(name)),
});
