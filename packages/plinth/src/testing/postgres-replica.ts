import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { homeAt, type ThrowawayPostgres } from "./postgres.ts";
import { freePort, startThrowaway } from "./throwaway-process.ts";

/** A streaming replica of a throwaway server. */
export interface ThrowawayReplica {
  readonly url: string;
  /** Runs SQL there as the superuser. */
  readonly query: (sql: string) => Promise<readonly Record<string, unknown>[]>;
  /** Stops it and removes everything. */
  readonly stop: () => Promise<void>;
}

/** Copies a running server and starts the copy as its streaming replica. */
export const startReplica = async (primary: ThrowawayPostgres): Promise<ThrowawayReplica> => {
  const directory = mkdtempSync(join(tmpdir(), "plinth-replica-"));
  const { binaries, user, settings, urlOf } = primary.copy(directory);
  const port = await freePort();
  const url = urlOf(port);
  const parameters = [...settings, `port=${port}`].flatMap((setting) => ["-c", setting]);
  const query = (sql: string) => primary.query(sql, url);
  const { stop } = await startThrowaway({
    name: "replica",
    directory,
    spawn: () =>
      spawn(join(binaries, "postgres"), ["-D", join(directory, "data"), ...parameters], {
        ...user,
        stdio: ["ignore", "ignore", "pipe"],
        cwd: directory,
        env: homeAt(directory),
      }),
    ask: () => query("select 1"),
    signal: "SIGQUIT",
  });
  return { url, query, stop };
};
