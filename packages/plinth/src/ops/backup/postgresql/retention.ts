import { type Catalog, instantOf, readCatalog } from "../catalog/catalog.ts";
import { keptBackups } from "../catalog/retention.ts";
import type { BackupTarget } from "../targets/contract.ts";
import { REPOSITORY } from "./configuration.ts";
import { logGaps } from "./log-gaps.ts";
import type { Repository, ServerBackup } from "./repository.ts";

const DAY_MS = 86_400_000;
/** A full backup begins each week; what is between are differences to it. */
const FULL_EVERY_MS = 7 * DAY_MS;

/** What the next backup is: a full one where the last one is older than a week. */
export const nextType = (backups: readonly ServerBackup[], now: number): "full" | "diff" =>
  // An hour less, or a daily schedule would miss the seventh day by the time that a backup takes.
  backups.some((one) => one.generation === "full" && one.at > now - FULL_EVERY_MS + 3_600_000)
    ? "diff"
    : "full";

/** What stays of backups, oldest first. */
export interface ServerRetention {
  /** Names of those that need not be kept, differences before what they are the difference to. */
  readonly outdated: readonly string[];
  /** The log without a gap stays from so many of the newest backups on. */
  readonly logOf: number;
}

/** 7 days with every instant, 4 weeks, 12 months; a full backup stays as long as its differences do. */
export const retainBackups = (backups: readonly ServerBackup[], now: number): ServerRetention => {
  const { kept, withLog } = keptBackups(backups, now);
  const bases = new Set([...kept].map(({ base }) => base));
  const outdated = backups.filter((one) => !kept.has(one) && !bases.has(one.name));
  const oldest = withLog[0];
  const staying = backups.filter((one) => !outdated.includes(one));
  const logOf = oldest === undefined ? staying.length : staying.length - staying.indexOf(oldest);
  return {
    outdated: outdated
      .toSorted((one, other) => Number(one.name === one.base) - Number(other.name === other.base))
      .map(({ name }) => name),
    logOf: Math.max(1, logOf),
  };
};

/** Gaps of the log that is kept for every instant of the last days, a sentence each. */
export const serverLogGaps = async (
  target: BackupTarget,
  backups: readonly ServerBackup[],
  now: number,
): Promise<readonly string[]> => {
  const oldest = backups.at(-retainBackups(backups, now).logOf);
  if (oldest === undefined) return [];
  const objects = await target.list(`${REPOSITORY}/archive/`);
  const names = objects.map(({ name }) => name);
  return logGaps(names, oldest).map((gap) => `the log has a gap at ${gap}`);
};

/** What is pruned. */
export interface PruneParts {
  readonly repository: Repository;
  readonly target: BackupTarget;
  readonly copyTo: BackupTarget | undefined;
  readonly now: number;
}

/** Settings of before the oldest backup, and proofs of more than a year ago. */
const outdatedObjects = (
  { configs, proofs }: Pick<Catalog, "configs" | "proofs">,
  oldest: number,
  now: number,
): readonly string[] => [
  ...configs.map(({ name }) => name).filter((name) => instantOf(name) < oldest - DAY_MS),
  ...proofs.map(({ name }) => name).filter((name) => instantOf(name) < now - 366 * DAY_MS),
];

/**
 * Removes what need not be kept; the names of the backups among it. What was removed here is removed
 * at the second place too, and nothing else is: an emptied first place empties no other.
 */
export const pruneServer = async (parts: PruneParts): Promise<readonly string[]> => {
  const { repository, target, copyTo, now } = parts;
  const { backups } = await repository.info();
  const [first] = backups;
  if (first === undefined) return [];
  const before = await target.list("");
  const { outdated, logOf } = retainBackups(backups, now);
  for (const backup of outdated) await repository.expire({ backup });
  await repository.expire({ logOf });
  for (const name of outdatedObjects(await readCatalog(target), first.at, now)) {
    await target.remove(name);
  }
  const after = new Set((await target.list("")).map(({ name }) => name));
  for (const { name } of before) if (!after.has(name)) await copyTo?.remove(name);
  return outdated;
};
