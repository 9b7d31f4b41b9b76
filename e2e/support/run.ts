import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { plinthCommand, processEnvironment } from "./server.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const LIMIT_MS = 60_000;

/** What a command printed and how it ended. */
export interface Outcome {
  readonly code: number | null;
  readonly printed: string;
  readonly told: string;
}

/** What else a run is told. */
export interface RunOptions {
  readonly input?: string;
  /** Where it is typed; the checkout if not given. */
  readonly directory?: string;
  /** After how many milliseconds it is ended; a minute if not given. */
  readonly limitMs?: number;
}

/** Runs `plinth …` with an environment of its own, and ends it where it takes too long. */
export const runPlinth = (
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  { input = "", directory = root, limitMs = LIMIT_MS }: RunOptions = {},
): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const [command, all] = plinthCommand(...words);
    const child = spawn(command, all, {
      cwd: directory,
      env: processEnvironment(environment),
      timeout: limitMs,
    });
    let printed = "";
    let told = "";
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      told += chunk.toString();
    });
    child.on("error", reject);
    // Not "exit": what it printed last may still be on its way then.
    child.on("close", (code) => resolve({ code, printed, told }));
    child.stdin.end(input);
  });
