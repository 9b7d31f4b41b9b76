import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { join } from "node:path";

/** A program that others wrote; null where this machine lacks it. */
export const toolPath = (name: string): string | null => {
  for (const directory of (process.env["PATH"] ?? "").split(":")) {
    const path = join(directory, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this one.
    }
  }
  return null;
};

/** Whether every one of the programs is here; says loudly which is not. */
export const hasTools = (...names: readonly string[]): boolean => {
  const absent = names.filter((name) => toolPath(name) === null);
  if (absent.length > 0) {
    process.stderr.write(
      `\n*** SKIPPED: no ${absent.join(", ")} on this machine (apt-get install) ***\n`,
    );
  }
  return absent.length === 0;
};

/** What a program printed and how it ended. */
export interface ToolRun {
  readonly code: number | null;
  readonly printed: string;
}

/** A program and what it is given. */
export interface ToolCall {
  readonly name: string;
  readonly words: readonly string[];
  /** Its home and working directory: what it keeps is gone with the test. */
  readonly directory: string;
  readonly timeoutMs: number;
  readonly environment?: Readonly<Record<string, string>>;
}

const MAX_PRINTED = 4_000_000;

/**
 * Runs a program with a home of its own and no settings of ours, proxies included.
 * @throws {Error} when it is not done in time: what it printed by then proves nothing.
 */
export const runTool = ({
  name,
  words,
  directory,
  timeoutMs,
  environment = {},
}: ToolCall): Promise<ToolRun> =>
  new Promise((resolve, reject) => {
    const child = spawn(toolPath(name) ?? name, words, {
      cwd: directory,
      env: {
        PATH: process.env["PATH"] ?? "",
        HOME: directory,
        TERM: "dumb",
        LANG: "C.UTF-8",
        ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let printed = "";
    let isLate = false;
    const keep = (chunk: Buffer): void => {
      if (printed.length < MAX_PRINTED) printed += chunk.toString();
    };
    const timer = setTimeout(() => {
      isLate = true;
      child.kill("SIGKILL");
    }, timeoutMs);
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (fault) => {
      clearTimeout(timer);
      reject(fault);
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      if (isLate) reject(new Error(`${name} was not done in ${timeoutMs} ms:\n${printed}`));
      else resolve({ code, printed });
    });
  });

/** Counts by status, such as `{ 200: 12, 422: 3 }`. */
export type StatusCounts = Readonly<Record<string, number>>;

/** Several counts as one. */
export const sumCounts = (all: readonly StatusCounts[]): StatusCounts => {
  const sum: Record<string, number> = {};
  for (const counts of all) {
    for (const [status, count] of Object.entries(counts)) {
      sum[status] = (sum[status] ?? 0) + count;
    }
  }
  return sum;
};

/** How many of all have one of the statuses, 0 to 1; 1 where there is none at all. */
export const shareOf = (counts: StatusCounts, ...statuses: readonly number[]): number => {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const some = statuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
  return total === 0 ? 1 : some / total;
};

/** Does work for each item, some side by side; answers in the order of the items. */
export const mapSideBySide = async <T, R>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> => {
  const results: R[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next; index < items.length; index = next) {
      next += 1;
      results[index] = await work(items[index] as T);
    }
  };
  await Promise.all(Array.from({ length: most }, lane));
  return results;
};
