import { spawn } from "node:child_process";

const MOST_OUTPUT = 4 << 20;
const COMPLAINT = 16_384;
/** What it started may hold its output open; after this many milliseconds nobody listens to that. */
const LAST_WORDS_MS = 1_000;

/** Who a program runs as; undefined for whoever runs this process. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** A program, and what it may do. */
export interface ProgramRun {
  readonly file: string;
  readonly words: readonly string[];
  readonly owner: Owner | undefined;
  readonly directory: string;
  /** All that it sees of our environment is where programs are. */
  readonly env?: Readonly<Record<string, string>>;
  /** It is killed after so many milliseconds. */
  readonly timeoutMs: number;
}

/** What became of it. */
export interface ProgramOutcome {
  /** Undefined where a signal ended it, or it could not be begun. */
  readonly code: number | undefined;
  readonly printed: string;
  /** The last of what it complained of, or why it could not be begun. */
  readonly complaint: string;
  readonly isLate: boolean;
}

/** What programs of others see. */
export const bareEnvironment = (
  more: Readonly<Record<string, string>> = {},
): Record<string, string> => ({
  PATH: process.env["PATH"] ?? "/usr/bin:/bin",
  LANG: "C.UTF-8",
  LC_MESSAGES: "C",
  TZ: "UTC",
  ...more,
});

/** Runs a program to its end, in bounded time. It never rejects: what went wrong is in the outcome. */
export const runProgram = (run: ProgramRun): Promise<ProgramOutcome> =>
  new Promise((resolve) => {
    const child = spawn(run.file, run.words, {
      cwd: run.directory,
      env: bareEnvironment(run.env),
      stdio: ["ignore", "pipe", "pipe"],
      timeout: run.timeoutMs,
      killSignal: "SIGKILL",
      ...run.owner,
    });
    let printed = "";
    let complaint = "";
    let isDone = false;
    let stopListening: NodeJS.Timeout | undefined;
    const end = (code: number | undefined, isLate: boolean): void => {
      if (isDone) return;
      isDone = true;
      clearTimeout(stopListening);
      resolve({ code, printed, complaint: complaint.trim(), isLate });
    };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (printed.length < MOST_OUTPUT) printed += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaint = (complaint + text).slice(-COMPLAINT);
    });
    child.once("error", (fault) => {
      complaint = fault.message;
      end(undefined, false);
    });
    child.once("exit", () => {
      stopListening = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, LAST_WORDS_MS);
    });
    child.once("close", (code, signal) => end(code ?? undefined, signal === "SIGKILL"));
  });
