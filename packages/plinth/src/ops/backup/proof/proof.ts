import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "#core";
import { instantOf, proofName, readCatalog } from "../catalog/catalog.ts";
import { checkDatabase, type Sentinel } from "../check/check.ts";
import { BackupFault } from "../fault.ts";
import { type ObjectKey, type OpeningKey, readObject, sealObject } from "../format/container.ts";
import { type RestoreOptions, restoreDatabase } from "../restore/restore.ts";
import type { BackupTarget, KeptObject } from "../targets/contract.ts";
import { makeScratchSpace } from "./scratch-space.ts";

/** What a restore that was looked at had found. */
export interface Proof {
  /** When it ended. */
  readonly at: number;
  readonly full: string;
  /** The last commit that the restored database has. */
  readonly restoredTo: number;
  /** Empty where the backup is proven. */
  readonly faults: readonly string[];
  readonly rows: number;
  readonly tables: number;
  readonly bytes: number;
  /** From the beginning of the restore until the file was there: the share of RTO that data takes. */
  readonly restoreMs: number;
  /** SQLite's own check of all of it. */
  readonly checkMs: number;
  /** How long a commit of just before took to be in the backup; undefined where none was made. */
  readonly lagMs?: number;
}

/** What a proof is made with. */
export interface ProofOptions {
  readonly target: BackupTarget;
  readonly objectKey: ObjectKey;
  /** What older objects open with; the key of `objectKey` alone where it is absent. */
  readonly opening?: OpeningKey;
  readonly clock: Clock;
  readonly monotonic: Clock;
  readonly at?: number;
  /** A row that was just written; it must be there. */
  readonly sentinel?: Sentinel;
  readonly lagMs?: number;
  /** Rows by table at `at`, as the live database counted them. */
  readonly rows?: Readonly<Record<string, number>>;
  /** Where the scratch directory is made; the system's place for such things where it is absent. */
  readonly scratch?: string;
  readonly onProgress?: RestoreOptions["onProgress"];
}

type Rows = Readonly<Record<string, number>>;

/** Tables that have other rows than the live database had. */
export const unequalTables = (restored: Rows, live: Rows): readonly string[] =>
  [...new Set([...Object.keys(live), ...Object.keys(restored)])]
    .filter((table) => live[table] !== restored[table])
    .map(
      (table) => `${table} has ${restored[table] ?? "no"} rows instead of ${live[table] ?? "none"}`,
    );

const look = async (options: ProofOptions, directory: string): Promise<Proof> => {
  const { target, objectKey, clock, monotonic, at, sentinel, lagMs } = options;
  const file = join(directory, "plinth.db");
  const started = monotonic.now();
  const restored = await restoreDatabase({
    target,
    key: options.opening ?? objectKey.key,
    file,
    ...(at === undefined ? {} : { at }),
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
  });
  const read = monotonic.now();
  const { faults, rows } = await checkDatabase(file, sentinel);
  const checked = monotonic.now();
  const unequal = options.rows === undefined ? [] : unequalTables(rows, options.rows);
  return {
    at: clock.now(),
    full: restored.full.name,
    restoredTo: restored.at,
    faults: [...faults, ...unequal],
    rows: Object.values(rows).reduce((sum, count) => sum + count, 0),
    tables: Object.keys(rows).length,
    bytes: restored.bytes,
    restoreMs: Math.round(read - started),
    checkMs: Math.round(checked - read),
    ...(lagMs === undefined ? {} : { lagMs }),
  };
};

/**
 * Restores into a scratch directory, looks at all of it, and writes down what was found. A backup
 * counts as made only once this found nothing wrong (P-060).
 * @throws {BackupFault} when the restore itself is refused, as for a flipped bit.
 */
export const proveBackup = async (
  options: ProofOptions,
): Promise<{ readonly proof: Proof; readonly kept: KeptObject }> => {
  const directory = await makeScratchSpace(options.clock.now(), options.scratch);
  try {
    const proof = await look(options, directory);
    if (proof.faults.length > 0) {
      throw new BackupFault("damaged", `the restored database is not whole: ${proof.faults[0]}`);
    }
    return { proof, kept: await keepProof(options, proof) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};

/** Writes down what a restore that was looked at had found. */
export const keepProof = (
  { target, objectKey }: Pick<ProofOptions, "target" | "objectKey">,
  proof: Proof,
): Promise<KeptObject> => {
  const name = proofName(proof.at);
  const header = { name, at: proof.at, meta: { kind: "proof" } };
  return target.put(name, sealObject(objectKey, header, [Buffer.from(JSON.stringify(proof))]));
};

/** The newest proof that opens with the key; undefined where there is none. */
export const lastProof = async (
  target: BackupTarget,
  key: OpeningKey,
): Promise<Proof | undefined> => {
  const { proofs } = await readCatalog(target);
  for (const { name } of proofs.toReversed().slice(0, 3)) {
    try {
      const { header, content } = await readObject(key, name, target.get(name));
      const proof = JSON.parse(content.toString("utf8")) as Proof;
      return { ...proof, at: Math.min(header.at, instantOf(name)) };
    } catch {
      // Of another key, or not whole: it proves nothing.
    }
  }
  return undefined;
};
