import { dateWords } from "../../admin/admin-words.ts";
import type { BackupList, BackupProof } from "./backups-api.ts";

const numbers = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });
const UNITS = ["bytes", "KB", "MB", "GB", "TB"] as const;
const DAY_MS = 86_400_000;
/** A proof that is older proves nothing any more (BK-05). */
const PROOF_MS = 7 * DAY_MS;

/** A size in words, such as "1.5 MB"; in steps of 1,000, as disks are sold. */
export const sizeWords = (bytes: number): string => {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${numbers.format(bytes / 1_000 ** power)} ${UNITS[power]}`;
};

/** An instant in words, in the time of the reader's machine. */
export const whenWords = (at: number): string => dateWords(new Date(at).toISOString());

/** A duration in words, such as "0.4 s". */
export const secondsWords = (ms: number): string =>
  ms < 100 ? "less than 0.1 s" : `${numbers.format(ms / 1_000)} s`;

/** What a loss of the disk would cost now (RPO). */
export const lagWords = ({ isFollowing, isDumped, lagMs }: BackupList): string => {
  if (isDumped) return "rows are dumped once a day; what came since is in no backup";
  if (!isFollowing) return "commits do not go to the backup now";
  return lagMs === 0 ? "every commit is in the backup" : `${secondsWords(lagMs)} behind`;
};

/** How long a restore takes (RTO), as the last proof measured it. */
export const restoreWords = ({ restoreMs, checkMs, bytes }: BackupProof): string =>
  `${secondsWords(restoreMs)} for ${sizeWords(bytes)}, and ${secondsWords(checkMs)} to look at all of it`;

/** What is wrong, in the order of how bad it is; undefined where nothing is. */
export const troubleWords = (list: BackupList, now: number): string | undefined => {
  const { proof, fault, work, isFollowing, isDumped } = list;
  if (proof === null && work === null) return "Nothing was proven yet: no backup can be relied on.";
  if (proof !== null && now - proof.at > PROOF_MS) {
    return "The last proof is older than seven days: nobody knows whether a restore works.";
  }
  if (fault !== null && fault.at > (proof?.at ?? 0))
    return `The last attempt failed: ${fault.message}`;
  if (!isFollowing && !isDumped && work === null)
    return "Commits do not go to the backup by themselves now.";
  return undefined;
};

/** How far the work under way is, such as "A restore drill is under way: 40 %." */
export const workWords = ({ what, share }: NonNullable<BackupList["work"]>): string =>
  `A ${what} is under way: ${Math.floor(share * 100)} %.`;
