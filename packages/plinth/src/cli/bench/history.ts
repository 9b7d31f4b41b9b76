import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../command.ts";
import type { BenchRun } from "./run.ts";

const RUNS = "runs.jsonl";
const BASELINE = "baseline.json";

/** The runs that were kept in a directory. */
export interface History {
  /** Oldest first; lines that are none are left out. */
  readonly runs: () => readonly BenchRun[];
  readonly baseline: () => BenchRun | undefined;
  readonly add: (run: BenchRun) => void;
  readonly setBaseline: (run: BenchRun) => void;
}

const runIn = (text: string): BenchRun | undefined => {
  try {
    const value = JSON.parse(text) as BenchRun;
    const isRun = value.tool.name === "plinth bench" && value.schema === 1;
    return isRun && Array.isArray(value.figures) ? value : undefined;
  } catch {
    // A line that was cut off when a disk was full, or somebody else's.
    return undefined;
  }
};

const textOf = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
};

/** Opens a directory of runs; it is made with the first of them. */
export const openHistory = (directory: string): History => {
  const write = (work: () => void): void => {
    try {
      mkdirSync(directory, { recursive: true });
      work();
    } catch (fault) {
      const why = fault instanceof Error ? fault.message : String(fault);
      throw new UsageError(`the run cannot be kept in ${directory}: ${why}`);
    }
  };
  return {
    runs: () =>
      textOf(join(directory, RUNS))
        .split("\n")
        .flatMap((line) => runIn(line) ?? []),
    baseline: () => runIn(textOf(join(directory, BASELINE))),
    add: (run) => write(() => appendFileSync(join(directory, RUNS), `${JSON.stringify(run)}\n`)),
    setBaseline: (run) =>
      write(() => writeFileSync(join(directory, BASELINE), `${JSON.stringify(run, null, 2)}\n`)),
  };
};
