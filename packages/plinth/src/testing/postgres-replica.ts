import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { homeAt, type ThrowawayPostgres } from "./postgres.ts";

/** A streaming replica of a throwaway server. */
export interface ThrowawayReplica {
  readonly url: string;
  /** Runs SQL there as the superuser. */
  readonly query: (sql: string) => Promise<readonly Record<string, unknown>[]>;
  /** Stops it and removes everything. */
  readonly stop: () => Promise<void>;
}

const READY_TRIES = 100;
const READY_PAUSE_MS = 100;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

/** Copies a running server and starts the copy as its streaming replica. */
export const startReplica = async (primary: ThrowawayPostgres): Promise<ThrowawayReplica> => {
  const directory = mkdtempSync(join(tmpdir(), "plinth-replica-"));
  const { binaries, user, settings, urlOf } = primary.copy(directory);
  const port = await freePort();
  const url = urlOf(port);
  const parameters = [...settings, `port=${port}`].flatMap((setting) => ["-c", setting]);
  const server: ChildProcess = spawn(
    join(binaries, "postgres"),
    ["-D", join(directory, "data"), ...parameters],
    { ...user, stdio: "ignore", cwd: directory, env: homeAt(directory) },
  );
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  const stop = async (): Promise<void> => {
    server.kill("SIGQUIT");
    await ended;
    process.off("exit", onExit);
    rmSync(directory, { recursive: true, force: true });
  };
  const onExit = (): void => {
    server.kill("SIGQUIT");
    rmSync(directory, { recursive: true, force: true });
  };
  process.once("exit", onExit);
  for (let attempt = 0; ; attempt += 1) {
    try {
      await primary.query("select 1", url);
      return { url, query: (sql) => primary.query(sql, url), stop };
    } catch (error) {
      if (attempt >= READY_TRIES || server.exitCode !== null) {
        await stop();
        throw error;
      }
      await pause(READY_PAUSE_MS);
    }
  }
};
