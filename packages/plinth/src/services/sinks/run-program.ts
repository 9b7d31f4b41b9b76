import { type ChildProcess, spawn } from "node:child_process";
import { isAbsolute } from "node:path";
import { platformErrors, type StartTimer, systemTimer } from "#core";
import { sinkErrors } from "./errors.ts";

/** Which program, with what, and within which bounds. */
export interface ProgramRun {
  /** Absolute path: nobody else's PATH decides what runs. */
  readonly file: string;
  /** Options and words of the program's own: text of yours, never of a caller. */
  readonly args?: readonly string[];
  /** Values of callers. They follow `--`, after which programs read no options. */
  readonly operands?: readonly string[];
  /** False for programs that do not know `--`; operands with a leading hyphen are refused then. */
  readonly separator?: boolean;
  /** Milliseconds after which it is killed. */
  readonly timeoutMs: number;
  /** Bytes of both outputs together, beyond which it is killed. Default 1 MiB. */
  readonly maxOutputBytes?: number;
  /** The whole environment of the program: nothing of ours is passed on but what stands here. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folder to run in. Default "/": nothing is found by accident. */
  readonly cwd?: string;
  /** What it reads. Default nothing. */
  readonly input?: Uint8Array | string;
  /** Kills it; the run rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly startTimer?: StartTimer;
}

/** What a program left behind. */
export interface ProgramResult {
  /** Null where a signal of somebody else ended it. */
  readonly exitCode: number | null;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

const MAX_OUTPUT_BYTES = 1_048_576;

const CONTROL = /\p{Cc}/u;

const requireOperands = ({ operands = [], separator = true }: ProgramRun): readonly string[] => {
  for (const operand of operands) {
    if (CONTROL.test(operand) || (!separator && operand.startsWith("-"))) {
      throw sinkErrors.make.OPERAND_REFUSED();
    }
  }
  return separator && operands.length > 0 ? ["--", ...operands] : operands;
};

/** The program and what it started: they are a group of their own. */
const killGroup = (child: ChildProcess): void => {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? child.pid : -child.pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
};

/**
 * Runs a program without a shell (VAL-14): no character of an argument means anything. Every exit
 * code is a result.
 * @throws {AppError} OPERAND_REFUSED for values that cannot be passed, TIMEOUT where it takes too
 * long; {RangeError} for a relative file; {Error} where it does not start or says too much.
 */
export const runProgram = async (run: ProgramRun): Promise<ProgramResult> => {
  if (!isAbsolute(run.file)) throw new RangeError("file is the absolute path of a program");
  const words = [...(run.args ?? []), ...requireOperands(run)];
  run.signal?.throwIfAborted();
  const child = spawn(run.file, words, {
    shell: false,
    cwd: run.cwd ?? "/",
    env: { ...run.env },
    stdio: ["pipe", "pipe", "pipe"],
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  const { promise, resolve, reject } = Promise.withResolvers<ProgramResult>();
  const fail = (fault: unknown): void => {
    reject(fault);
    killGroup(child);
  };
  const maxBytes = run.maxOutputBytes ?? MAX_OUTPUT_BYTES;
  let left = maxBytes;
  const collect = (stream: NodeJS.ReadableStream): Uint8Array[] => {
    const chunks: Uint8Array[] = [];
    stream.on("data", (chunk: Uint8Array) => {
      left -= chunk.length;
      if (left < 0) fail(new Error(`the program wrote more than ${maxBytes} bytes`));
      else chunks.push(chunk);
    });
    return chunks;
  };
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const onAbort = (): void => fail(run.signal?.reason);
  run.signal?.addEventListener("abort", onAbort, { once: true });
  const stopTimer = (run.startTimer ?? systemTimer)(run.timeoutMs, () =>
    fail(platformErrors.make.TIMEOUT()),
  );
  child.once("error", (cause) => fail(new Error("the program did not start", { cause })));
  child.once("close", (exitCode) => {
    resolve({ exitCode, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) });
  });
  // A program that does not read its input is no fault.
  child.stdin.on("error", () => undefined);
  child.stdin.end(run.input ?? "");
  try {
    return await promise;
  } finally {
    stopTimer();
    run.signal?.removeEventListener("abort", onAbort);
  }
};
