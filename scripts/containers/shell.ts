import { spawn } from "node:child_process";

/** How a program ended, and what it said. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  /** Standard error. */
  readonly told: string;
}

/** What a program is run with. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Longest that it may take, in milliseconds; ten minutes if absent. */
  readonly limitMs?: number;
}

/** Runs a program to its end; one that cannot be started ends with 127. */
export const run = (
  program: string,
  words: readonly string[],
  { cwd, env = {}, input = "", limitMs = 600_000 }: RunOptions = {},
): Promise<Outcome> =>
  new Promise((resolve) => {
    const child = spawn(program, words, {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...process.env, ...env },
      timeout: limitMs,
      killSignal: "SIGKILL",
    });
    let out = "";
    let told = "";
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      told += chunk.toString();
    });
    child.on("error", (fault) => resolve({ code: 127, out, told: fault.message }));
    child.on("close", (code) => resolve({ code: code ?? 128, out, told }));
    // Who ends early reads nothing any more.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });

/**
 * The same for what has to succeed; its standard output.
 * @throws {Error} with the last lines of what it said.
 */
export const must = async (
  program: string,
  words: readonly string[],
  options: RunOptions = {},
): Promise<string> => {
  const { code, out, told } = await run(program, words, options);
  if (code === 0) return out;
  const last = `${told}\n${out}`.trim().split("\n").slice(-12).join("\n");
  throw new Error(`${program} ${words.slice(0, 3).join(" ")} ended with ${code}: ${last}`);
};

/** Waits for something that comes in its own time. @throws {Error} where it does not. */
export const until = async <T>(
  what: string,
  limitMs: number,
  look: () => Promise<T | undefined>,
): Promise<T> => {
  const end = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`${what} did not come within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
};
