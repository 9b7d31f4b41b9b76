import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describeMachine, readLoad } from "../harness/machine.ts";
import { median } from "../harness/stats.ts";
import { describeCommand, storeResult, writeSection } from "../harness/store.ts";
import { sampleOthers } from "./machine-watch.ts";

/** More cores than this busy with other work, and a full run does not begin. */
const mostToBegin = 0.3;
/** More than this in the median stretch, and what was measured is no evidence. */
const mostMeanwhile = 0.25;

/** What one measurement found. */
export interface Findings {
  /** The tables and verdicts, as Markdown. */
  readonly text: string;
  /** How it was measured, a sentence a line. */
  readonly method: readonly string[];
  /** False when a claim was missed. */
  readonly holds: boolean;
  /** Cores busy with other work, for each stretch. */
  readonly others: readonly number[];
  readonly versions: Readonly<Record<string, string>>;
  /** Everything that was measured, for the result file. */
  readonly raw: unknown;
}

/** What a measurement gets. */
export interface Ground {
  readonly quick: boolean;
  /** Whether a part of the measurement is wanted. */
  readonly isWanted: (part: string) => boolean;
  /** Scratch folder; removed at the end. */
  readonly scratch: string;
  /** True once the measurement has taken as long as it may: end with what there is. */
  readonly isLate: () => boolean;
}

export interface Measurement {
  /** Name of the npm script and of the result files. */
  readonly name: string;
  /** What it is for, for --help. */
  readonly purpose: string;
  /** Seconds after which it has to come to an end. */
  readonly budgetSeconds: number;
  /** "memory" where a disk would only add noise, "disk" where its waits belong to the answer. */
  readonly scratch: "memory" | "disk";
  readonly run: (ground: Ground) => Promise<Findings>;
}

const usage = ({
  name,
  purpose,
  budgetSeconds,
}: Measurement) => `npm --prefix bench run ${name} -- [options]
  ${purpose}
  Takes ${Math.ceil(budgetSeconds / 60)} minutes at most; loopback only; ends what it started.
  --only a,b       only these parts
  --quick          tries it, proves nothing
  --busy           begin even where others use the machine; the result is marked
  --json FILE      result file (default results/${name}-<date>.json)
  --write-readme   put the result into README.md (not with --quick or --only, nor when
                   others used the machine)`;

const readFlags = () =>
  parseArgs({
    options: {
      only: { type: "string" },
      quick: { type: "boolean", default: false },
      busy: { type: "boolean", default: false },
      json: { type: "string" },
      "write-readme": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  }).values;

/** Rounds to what a reader can use. */
export const format = (value: number, digits = 1): string =>
  Number.isFinite(value) ? value.toFixed(digits) : "-";

async function conclude(
  { name, run, budgetSeconds, scratch: place }: Measurement,
  flags: ReturnType<typeof readFlags>,
): Promise<number> {
  const parent = place === "memory" && existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  const scratch = mkdtempSync(join(parent, "plinth-bench-"));
  const end = performance.now() + budgetSeconds * 1000;
  const parts = flags.only?.split(",").map((part) => part.trim());
  let findings: Findings;
  try {
    findings = await run({
      quick: flags.quick,
      isWanted: (part) => parts === undefined || parts.includes(part),
      scratch,
      isLate: () => performance.now() > end,
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  const { method, others, holds, raw, versions } = findings;
  const isNoisy = median(others) > mostMeanwhile;
  const [machine, load, date] = [describeMachine(), readLoad(), new Date().toISOString()];
  const command = describeCommand(`run ${name}`);
  const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const text = [
    ...(flags.quick ? ["QUICK RUN: too short to be evidence."] : []),
    ...(isNoisy ? ["NOISY RUN: others used the machine; the verdicts are not evidence."] : []),
    [
      `${date}; \`${command}\`; Node ${machine.node}; ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}; load ${load.toFixed(1)}; cores busy with other work: ${format(median(others), 2)} (at most ${format(Math.max(...others), 2)}).`,
      ...method,
      ...(names.length > 0 ? [names.join(", ")] : []),
    ].join("\n"),
    findings.text,
  ].join("\n\n");
  console.log(`\n${text}\n`);
  const { quick } = flags;
  storeResult(
    name,
    { date, command, quick, isNoisy, machine, load, versions, others, raw },
    flags.json,
  );
  if (flags["write-readme"]) {
    if (isNoisy) console.log("README.md is left as it was.");
    else writeSection("README.md", `bench:${name}`, text);
  }
  if (isNoisy) return 2;
  return holds ? 0 : 1;
}

/** Runs a measurement as the command line asks, and sets the exit code: 1 missed, 2 not measured. */
export async function runMeasurement(measurement: Measurement): Promise<void> {
  const flags = readFlags();
  if (flags.help) {
    console.log(usage(measurement));
    return;
  }
  if ((flags.quick || flags.only !== undefined) && flags["write-readme"]) {
    console.error("--write-readme wants a full run: neither --quick nor --only.");
    process.exitCode = 64;
    return;
  }
  const others = await sampleOthers();
  if (others > mostToBegin && !flags.quick && !flags.busy) {
    console.error(
      `NOT RUN: ${others.toFixed(2)} cores are busy with other work (load ${readLoad().toFixed(1)}). Wait for a quiet machine, or say --busy for a run that is marked.`,
    );
    process.exitCode = 2;
    return;
  }
  process.exitCode = await conclude(measurement, flags);
}
