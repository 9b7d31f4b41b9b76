import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { backupTarget, requireBackupKeys } from "#app";
import type { Config } from "#config";
import { lastProof } from "#ops/backup";
import type { Check } from "../doctor/checks.ts";

const DAY_MS = 86_400_000;
const PROOF_DAYS = 7;

/** The device that holds a path, or will: that of the nearest folder that is there. */
const deviceOf = (path: string): number =>
  existsSync(path) ? statSync(path).dev : deviceOf(dirname(path));

/** What a loss of this machine would cost, in plain words; empty where there is nothing to say. */
const warningsOf = ({ backups, database, dataDirectory, secrets }: Config): readonly string[] => {
  const isDumped = database.url !== undefined && backups.server === undefined;
  const { directory, copyDirectory, bucket, key } = backups;
  const isAlone = copyDirectory === undefined && bucket === undefined;
  const isSameDisk = directory !== undefined && deviceOf(directory) === deviceOf(dataDirectory);
  return [
    ...(isAlone && isSameDisk
      ? [
          "backups are on the same disk as the data, and nowhere else: set BACKUP_S3_URL or BACKUP_COPY_TO",
        ]
      : []),
    ...(isDumped
      ? [
          "rows of PostgreSQL are dumped once a day, and what came since is in no backup: name BACKUP_POSTGRES_DATA, or have the provider's own backups",
        ]
      : []),
    ...(key === undefined && secrets.secretKey === undefined
      ? ["their key is kept in the data directory alone, and lost with it: set BACKUP_KEY"]
      : []),
  ];
};

/** Whether there are backups, where, and when one was last restored and found whole (BK-05). */
export const backupState = async (config: Config | undefined): Promise<Check> => {
  const name = "backups";
  const notDone = (summary: string): Check => ({ name, state: "not done", summary, detail: null });
  if (config === undefined) return notDone("the settings do not say where they are");
  const target = backupTarget(config);
  if (target === undefined) return notDone("BACKUP_DIRECTORY is off");
  const warnings = warningsOf(config);
  try {
    const proof = await lastProof(target, requireBackupKeys(config).opening);
    const age = proof === undefined ? undefined : (Date.now() - proof.at) / DAY_MS;
    const isStale = age !== undefined && age > PROOF_DAYS;
    const words =
      age === undefined
        ? "nothing was proven yet; an instance that runs does it by itself"
        : `last proven ${age.toFixed(1)} days ago`;
    return {
      name,
      state: isStale ? "bad" : age === undefined ? "not done" : "good",
      summary: [words, ...warnings].join("; "),
      detail: { place: target.place, proof: proof ?? null, warnings },
    };
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault);
    return {
      name,
      state: "not done",
      summary: [why, ...warnings].join("; "),
      detail: { warnings },
    };
  }
};
