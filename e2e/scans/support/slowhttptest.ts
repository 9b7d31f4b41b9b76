import { runTool } from "./tools.ts";

/** How it attacks: headers, bodies, or answers that it takes slowly. */
export type SlowKind = "headers" | "body" | "reader";

/** One run of slowhttptest. */
export interface SlowRun {
  readonly kind: SlowKind;
  readonly url: string;
  readonly seconds: number;
  readonly connections: number;
  /** Seconds without an answer after which it calls the service unavailable. */
  readonly patience: number;
  readonly directory: string;
}

/** What it saw last, and whether the service ever left it without an answer. */
export interface SlowResult {
  readonly connected: number;
  /** What each look said, first to last. */
  readonly available: readonly boolean[];
  /** Why it ended. */
  readonly exit: string;
}

const WORDS: Readonly<Record<SlowKind, readonly string[]>> = {
  headers: ["-H"],
  body: ["-B", "-s", "8192", "-f", "application/json", "-t", "POST"],
  // A small window, read 32 bytes every five seconds.
  reader: ["-X", "-w", "512", "-y", "1024", "-n", "5", "-z", "32", "-k", "1"],
};

/** Colours and movements of a terminal. */
const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, "g");

const lastNumber = (text: string, name: string): number =>
  Number([...text.matchAll(new RegExp(`^${name}:\\s+(\\d+)`, "gm"))].at(-1)?.[1] ?? Number.NaN);

/** Runs slowhttptest, a package of Debian, against a service of this machine. */
export const runSlowHttpTest = async (run: SlowRun): Promise<SlowResult> => {
  const { kind, url, seconds, connections, patience, directory } = run;
  const { printed } = await runTool({
    name: "slowhttptest",
    words: [
      ...WORDS[kind],
      ...["-u", url, "-c", String(connections), "-r", "100", "-i", "4"],
      ...["-l", String(seconds), "-p", String(patience)],
    ],
    directory,
    timeoutMs: (seconds + 30) * 1_000,
  });
  const text = printed.replace(ESCAPES, "");
  return {
    connected: lastNumber(text, "connected"),
    available: [...text.matchAll(/^service available:\s+(YES|NO)/gm)].map(
      ([, word]) => word === "YES",
    ),
    exit: /^Exit status: (.*)$/m.exec(text)?.[1] ?? text.slice(-500),
  };
};
