import { BackupFault } from "../fault.ts";
import type { BackupTarget } from "../targets/contract.ts";
import { REPOSITORY } from "./configuration.ts";
import type { ServerBackup } from "./repository.ts";

/** A file of log: a time line, and a number in two parts; pgBackRest adds a checksum. */
const FILE = /\/([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})-[0-9a-f]{40}(?:\.[a-z0-9]+)?$/;

interface LogFile {
  readonly name: string;
  readonly timeLine: string;
  readonly high: number;
  readonly low: number;
}

const readName = (object: string): LogFile | undefined => {
  const [, timeLine = "", high = "", low = ""] = FILE.exec(object) ?? [];
  if (timeLine === "") return undefined;
  const numbers = { high: Number.parseInt(high, 16), low: Number.parseInt(low, 16) };
  return { name: `${timeLine}${high}${low}`, timeLine, ...numbers };
};

/** The last number of the low part: how many there are depends on the size of files. */
const lastLow = (files: readonly LogFile[]): number | undefined => {
  const highest = Math.max(...files.map(({ low }) => low));
  return Math.log2(highest + 1) % 1 === 0 ? highest : undefined;
};

const follows = (one: LogFile, next: LogFile, last: number | undefined): boolean =>
  (next.high === one.high && next.low === one.low + 1) ||
  (next.high === one.high + 1 && next.low === 0 && one.low === last);

/**
 * Files of log behind a backup that something is missing before, by the names of a repository. Older
 * backups have only what makes them whole, so it is asked of one whose log is kept.
 */
export const logGaps = (
  objects: readonly string[],
  { logStart }: Pick<ServerBackup, "logStart">,
): readonly string[] => {
  const files = objects
    .flatMap((object) => readName(object) ?? [])
    .filter(({ name }) => name >= logStart)
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const last = lastLow(files);
  const isFirstThere = files.some(({ name }) => name === logStart);
  const gaps = files.filter((file, index) => {
    const before = files[index - 1];
    // The same file may be there twice after a crash; another time line begins somewhere.
    if (before === undefined || before.timeLine !== file.timeLine) return false;
    return before.name !== file.name && !follows(before, file, last);
  });
  return [...(isFirstThere ? [] : [logStart]), ...gaps.map(({ name }) => name)];
};

/**
 * A server that finds no further log takes what it has for all there was.
 * @throws {BackupFault} where log behind a backup is missing, and not at its end.
 */
export const requireWholeLog = async (
  target: BackupTarget,
  backup: Pick<ServerBackup, "logStart">,
): Promise<void> => {
  const objects = await target.list(`${REPOSITORY}/archive/`);
  const [gap] = logGaps(
    objects.map(({ name }) => name),
    backup,
  );
  if (gap === undefined) return;
  throw new BackupFault(
    "damaged",
    `the log has a gap at ${gap}: what is before it can be restored (--at)`,
  );
};
