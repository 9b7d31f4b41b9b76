import type { Clock } from "#core";
import type { Sentinel } from "../check/check.ts";
import { BackupFault } from "../fault.ts";
import type { ObjectKey } from "../format/container.ts";
import { keepProof, type Proof, unequalTables } from "../proof/proof.ts";
import type { BackupTarget, KeptObject } from "../targets/contract.ts";
import type { ServerMark } from "./mark.ts";
import type { ServerBackup } from "./repository.ts";
import { type TrialOptions, tryRestore } from "./scratch.ts";
import type { OpenedServer } from "./server.ts";

/** What a proof of a server's backup is made with. */
export interface ServerProofOptions extends Pick<TrialOptions, "onStep" | "monotonic"> {
  readonly opened: OpenedServer;
  readonly target: BackupTarget;
  readonly objectKey: ObjectKey;
  readonly clock: Clock;
  /** What the restored server must have; the newest state, with any rows, where it is absent. */
  readonly mark?: ServerMark;
  readonly sentinel?: Sentinel;
  readonly lagMs?: number;
}

/**
 * The newest backup that is not later than an instant.
 * @throws {BackupFault} where there is none.
 */
export const chooseBackup = (
  backups: readonly ServerBackup[],
  at: number | undefined,
): ServerBackup => {
  const [first] = backups;
  if (first === undefined) throw new BackupFault("missing", "there is no full backup");
  // Its end is told in whole seconds.
  const fits = backups.findLast((one) => at === undefined || one.at + 1_000 <= at);
  if (fits !== undefined) return fits;
  throw new BackupFault(
    "missing",
    `nothing is as old as ${new Date(at ?? 0).toISOString()}: the first backup is of ${new Date(first.at + 1_000).toISOString()}`,
  );
};

/**
 * Restores the server into a scratch directory, starts it, looks at all of it, and writes down what
 * was found (P-060).
 * @throws {BackupFault} where anything is not as it must be.
 */
export const proveServer = async (
  options: ServerProofOptions,
): Promise<{ readonly proof: Proof; readonly kept: KeptObject }> => {
  const { opened, mark, sentinel, lagMs, clock } = options;
  const { backups } = await opened.repository.info();
  const backup = chooseBackup(backups, undefined);
  const found = await tryRestore({
    ...{ opened, backup, sentinel, target: mark?.target },
    monotonic: options.monotonic,
    ...(options.onStep === undefined ? {} : { onStep: options.onStep }),
  });
  const bad = backup.hasBadPages ? ["the server had damaged pages when it was backed up"] : [];
  const unequal = mark === undefined ? [] : unequalTables(found.rows, mark.rows);
  const faults = [...bad, ...found.faults, ...unequal];
  if (faults.length > 0) {
    throw new BackupFault("damaged", `the restored server is not whole: ${faults[0]}`);
  }
  const proof: Proof = {
    at: clock.now(),
    full: backup.name,
    restoredTo: mark?.at ?? backup.at,
    faults,
    rows: Object.values(found.rows).reduce((sum, count) => sum + count, 0),
    tables: Object.keys(found.rows).length,
    bytes: backup.databaseBytes,
    restoreMs: found.restoreMs,
    checkMs: found.checkMs,
    ...(lagMs === undefined ? {} : { lagMs }),
  };
  return { proof, kept: await keepProof(options, proof) };
};
