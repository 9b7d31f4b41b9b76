import { type Store, sql } from "#store";
import { BackupFault } from "../fault.ts";

const STEP_MS = 100;

/** How far the log of a server is in its backup. */
export interface Archiving {
  /** What is wrong with the settings of the server, in one sentence; undefined where nothing is. */
  readonly refusal: string | undefined;
  /** Whether the last file of log went to the repository. */
  readonly isFollowing: boolean;
  /** At most so old is the oldest commit that is not in the backup, in milliseconds. */
  readonly lagMs: number;
  /** After so long the server hands over a file that is not full; 0 for never. */
  readonly timeoutMs: number;
  /** Where the log goes on now, as a name of a file. */
  readonly current: string;
  /** The last file that was handed over; empty for none. */
  readonly archived: string;
}

interface Row {
  readonly mode: string;
  readonly command: string | null;
  readonly timeout: string;
  readonly segment: string;
  readonly current: string | null;
  readonly archived: string | null;
  readonly archived_ms: string | null;
  readonly failed_ms: string | null;
  readonly now_ms: string;
}

const FILE = /^[0-9A-F]{24}/;

/** Files of log between two names, of which the first ends before the second. */
const filesBetween = (first: string, last: string, segment: number): number => {
  const number = (name: string): number =>
    Number.parseInt(name.slice(8, 16), 16) * (2 ** 32 / segment) +
    Number.parseInt(name.slice(16, 24), 16);
  return number(last) - number(first) - 1;
};

const refusalOf = ({ mode, command }: Row, configuration: string): string | undefined => {
  if (mode === "off") return "archive_mode of the server is off";
  if (command !== null && !command.includes(configuration)) {
    return "archive_command of the server does not name the configuration of these backups";
  }
  return undefined;
};

const lagOf = (row: Row, timeoutMs: number): number => {
  const since = Number(row.now_ms) - Number(row.archived_ms ?? 0);
  const isPlain = FILE.test(row.archived ?? "") && FILE.test(row.current ?? "");
  const waiting = isPlain
    ? filesBetween(row.archived ?? "", row.current ?? "", Number(row.segment))
    : 0;
  // Where nothing that is full waits, the next file is handed over in time.
  return waiting > 0 || timeoutMs === 0 ? since : Math.min(since, timeoutMs);
};

/**
 * Asks a server how far its log is in the backup.
 * @throws {AppError} where it cannot be reached.
 */
export const readArchiving = async (store: Store, configuration: string): Promise<Archiving> => {
  const { rows } = await sql<Row>`
    select current_setting('archive_mode') as mode,
      (select setting from pg_settings where name = 'archive_command') as command,
      (select setting from pg_settings where name = 'archive_timeout') as timeout,
      (select setting from pg_settings where name = 'wal_segment_size') as segment,
      case when pg_is_in_recovery() then null
        else pg_walfile_name(pg_current_wal_insert_lsn()) end as current,
      last_archived_wal as archived,
      floor(extract(epoch from last_archived_time) * 1000)::text as archived_ms,
      floor(extract(epoch from last_failed_time) * 1000)::text as failed_ms,
      floor(extract(epoch from clock_timestamp()) * 1000)::text as now_ms
    from pg_stat_archiver`.execute(store.read());
  const [row] = rows;
  if (row === undefined) throw new BackupFault("refused", "the server tells nothing of its log");
  const timeoutMs = Number(row.timeout) * 1_000;
  const refusal = refusalOf(row, configuration);
  const isFailing = Number(row.failed_ms ?? 0) > Number(row.archived_ms ?? 0);
  const hasBegun = row.archived_ms !== null;
  return {
    refusal,
    isFollowing: refusal === undefined && hasBegun && !isFailing && row.current !== null,
    lagMs: hasBegun ? Math.max(0, lagOf(row, timeoutMs)) : 0,
    timeoutMs,
    current: row.current ?? "",
    archived: row.archived?.slice(0, 24) ?? "",
  };
};

/**
 * Waits until the log of now is in the backup, as long as the server takes for it by itself.
 * @throws {BackupFault} where it takes too long.
 */
export const waitUntilArchived = async (
  store: Store,
  configuration: string,
  slackMs: number,
): Promise<void> => {
  const first = await readArchiving(store, configuration);
  const longest = first.timeoutMs + slackMs;
  for (let waited = 0; waited <= longest; waited += STEP_MS) {
    const { archived } = await readArchiving(store, configuration);
    if (archived >= first.current) return;
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
  throw new BackupFault("target", "what is committed does not reach the backup");
};
