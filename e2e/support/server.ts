import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const START_MS = 60_000;

/** Cibozer as a process of its own, started as a user would start it. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** What it told people on standard error. */
  readonly told: () => string;
  /** What it logged on standard output. */
  readonly logged: () => string;
  /** kill -9; resolves when the process is gone. */
  readonly kill: () => Promise<void>;
  /** Resolves with the exit code when the process ends by itself; null when a signal ended it. */
  readonly ended: () => Promise<number | null>;
  /** SIGTERM, which lets who keeps a connection learn of the end; resolves with the exit code. */
  readonly drain: () => Promise<number | null>;
  /** SIGINT, which waits for nobody who is idle; resolves with the exit code. */
  readonly stop: () => Promise<number | null>;
}

const exitOf = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once("exit", (code) => resolve(code)));

/** The command line as `npm start` runs it: the build, which e2e/support/set-up.mjs keeps fresh. */
export const plinthCommand = (
  ...words: readonly string[]
): readonly [string, readonly string[]] => [
  process.execPath,
  ["--disable-warning=ExperimentalWarning", `${root}packages/plinth/dist/cli/main.js`, ...words],
];

/** At the default every sign-in takes a fifth of a second, which few tests with a process are about. */
const QUICK_HASHES = { SECURITY_SETTINGS: '{"password_hash":"argon2id"}' };

/** Beside the data directory nobody would remove them. */
const NO_BACKUPS = { BACKUP_DIRECTORY: "off" };

/**
 * What a process of a test is told beside `own`. What Node compiled is kept: tests start the same
 * programs two hundred times.
 */
export const processEnvironment = (
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => ({
  PATH: process.env["PATH"] ?? "",
  PLINTH_ENV: "test",
  NODE_COMPILE_CACHE: `${root}.stamp/compiled`,
  // Elsewhere than in tests it would be a finding.
  ...((own["PLINTH_ENV"] ?? "test") === "test" ? QUICK_HASHES : NO_BACKUPS),
  ...own,
});

/**
 * Starts `plinth serve`, or another command that serves, on a free port over a data directory;
 * rejects when it does not get ready.
 */
export const startServer = async (
  dataDirectory: string,
  environment: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
  name = "serve",
): Promise<ServerProcess> => {
  const [command, words] = plinthCommand(name, ...flags);
  const child = spawn(command, words, {
    cwd: root,
    env: processEnvironment({ PLINTH_DATA: dataDirectory, PORT: "0", ...environment }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  // After "close" everything that was printed has been read; "exit" may come before that.
  const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
  let told = "";
  let logged = "";
  child.stdout.on("data", (chunk: Buffer) => {
    logged += chunk.toString();
  });
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`not ready in ${START_MS} ms:\n${told}\n${logged}`));
    }, START_MS);
    child.stderr.on("data", (chunk: Buffer) => {
      told += chunk.toString();
      const ready = / Listens at (https?:\/\/\S+)/.exec(told);
      if (ready?.[1] === undefined) return;
      clearTimeout(timer);
      resolve(ready[1]);
    });
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`the server ended with ${code}:\n${told}\n${logged}`));
    });
  });
  return {
    url,
    pid: child.pid ?? 0,
    told: () => told,
    logged: () => logged,
    kill: async () => {
      child.kill("SIGKILL");
      await exitOf(child);
    },
    ended: () => closed,
    drain: () => {
      child.kill("SIGTERM");
      return exitOf(child);
    },
    stop: () => {
      child.kill("SIGINT");
      return exitOf(child);
    },
  };
};
