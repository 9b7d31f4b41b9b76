import type { Clock } from "#core";
import type { Metrics } from "#telemetry";
import type { BackupStatus, BackupTask } from "./contract.ts";

/** What is counted of backups. */
export interface BackupCounts {
  readonly failed: (what: BackupTask) => void;
}

/** Puts the state of backups among the metrics. */
export const observeBackups = (
  metrics: Metrics,
  clock: Clock,
  status: () => BackupStatus,
): BackupCounts => {
  const failures = metrics.counter({
    name: "backup_failures_total",
    help: "Full backups, drills, pieces of log and copies that failed",
    labels: ["what"],
  });
  const age = metrics
    .gauge({ name: "backup_proof_age_seconds", help: "Age of the last proven restore; -1: none" })
    .child();
  const lag = metrics
    .gauge({
      name: "backup_lag_seconds",
      help: "Age of the oldest commit that is not backed up; -1: dumps",
    })
    .child();
  const bytes = metrics
    .gauge({ name: "backup_bytes", help: "Bytes that backups take up at their first place" })
    .child();
  const following = metrics
    .gauge({
      name: "backup_following",
      help: "1 while every commit goes to the backup by itself; -1: rows are dumped instead",
    })
    .child();
  metrics.onCollect(() => {
    const now = status();
    age.set(now.lastProof === undefined ? -1 : (clock.now() - now.lastProof.at) / 1_000);
    const isDumped = now.isDumped === true;
    lag.set(isDumped ? -1 : now.lagMs / 1_000);
    bytes.set(now.bytes);
    following.set(isDumped ? -1 : now.isFollowing ? 1 : 0);
  });
  return { failed: (what) => failures.child({ what }).inc() };
};
