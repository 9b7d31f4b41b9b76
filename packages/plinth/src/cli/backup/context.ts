import type { requireBackupKeys } from "#app";
import type { Config } from "#config";
import type { BackupTarget } from "#ops/backup";
import type { Arguments, Terminal } from "../command.ts";

/** What every verb works with. */
export interface Context {
  readonly given: Arguments;
  readonly terminal: Terminal;
  readonly config: Config;
  readonly target: BackupTarget;
  readonly keys: ReturnType<typeof requireBackupKeys>;
  /** Prints lines for people, or the value as JSON. */
  readonly show: (value: unknown, lines: readonly string[]) => void;
}
