import type { requireFailover } from "#app";
import type { Config } from "#config";
import type { Terminal } from "../command.ts";

/** What each verb works with. */
export interface FailoverContext {
  readonly terminal: Terminal;
  readonly config: Config;
  readonly parts: ReturnType<typeof requireFailover>;
  /** Prints the value with --json, else the lines. */
  readonly show: (value: unknown, lines: readonly string[]) => void;
}
