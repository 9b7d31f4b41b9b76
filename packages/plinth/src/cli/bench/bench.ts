import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { extname, resolve } from "node:path";
import { describeEnvironment } from "#load";
import { type Arguments, type Command, type Terminal, UsageError } from "../command.ts";
import { loadDefinition } from "../load-definition.ts";
import { ownVersion } from "../own-version.ts";
import type { Figure } from "./figures.ts";
import { type History, openHistory } from "./history.ts";
import { type Comparison, compareBenches, confirmed, regressionsOf } from "./judge.ts";
import { type BenchOptions, readOptions } from "./options.ts";
import { measurePart } from "./parts/index.ts";
import type { BenchRun, Part } from "./run.ts";
import { benchText, judgementLines, missedTargets, slim, trendHtml, trendLines } from "./views.ts";

const loadNow = (): number => Math.round((loadavg()[0] ?? 0) * 100) / 100;

const measure = async (
  options: BenchOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<BenchRun> => {
  const { app, settings, parts, effort, endpoint, isQuick } = options;
  const { directory } = terminal;
  const definition = await loadDefinition(app, directory);
  const startedAt = new Date().toISOString();
  const before = loadNow();
  const figures: Figure[] = [];
  const subject = { app, directory, settings, effort, endpoint, say: terminal.tell, signal };
  for (const part of parts) {
    if (!signal.aborted) figures.push(...(await measurePart(part, subject)));
  }
  return {
    tool: { name: "plinth bench", version: ownVersion() },
    schema: 1,
    startedAt,
    finishedAt: new Date().toISOString(),
    settings: {
      application: definition.name,
      endpoint,
      isQuick,
      form: extname(import.meta.url) === ".ts" ? "sources" : "build",
    },
    version: definition.version,
    environment: describeEnvironment(),
    load: [before, loadNow()],
    parts,
    figures: figures.map(slim),
  };
};

const writePage = (
  given: Arguments,
  terminal: Terminal,
  history: History,
  comparison: Comparison | undefined,
): void => {
  const file = given.text("html");
  if (file === undefined) return;
  try {
    writeFileSync(resolve(terminal.directory, file), trendHtml(history.runs(), comparison));
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault);
    throw new UsageError(`--html: ${file} cannot be written: ${why}`);
  }
};

const compareWith = (baseline: BenchRun | undefined, run: BenchRun | undefined) =>
  baseline === undefined || run === undefined ? undefined : compareBenches(baseline, run);

/** Figures of these parts. */
const isOf = (parts: readonly Part[]) => (figure: Pick<Figure, "id">) =>
  parts.some((part) => figure.id.startsWith(`${part}.`));

/**
 * A run, and what became worse in it. Parts with a regression are measured once more, and only what
 * is worse both times is said to be: a machine that was busy for a moment is no regression.
 */
const measureAndJudge = async (
  options: BenchOptions,
  baseline: BenchRun | undefined,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<{ readonly run: BenchRun; readonly comparison: Comparison | undefined }> => {
  const run = await measure(options, terminal, signal);
  const comparison = compareWith(baseline, run);
  const suspects = regressionsOf(comparison);
  const parts = options.parts.filter((part) => suspects.some(isOf([part])));
  if (parts.length === 0) return { run, comparison };
  terminal.tell(`worse than the baseline: ${parts.join(", ")}; measured once more`);
  const again = await measure({ ...options, parts }, terminal, signal);
  const kept = run.figures.filter((figure) => !isOf(parts)(figure));
  const both = {
    ...run,
    finishedAt: again.finishedAt,
    load: [run.load[0], again.load[1]] as const,
    figures: [...kept, ...again.figures],
  };
  return { run: both, comparison: confirmed(suspects, compareWith(baseline, both)) };
};

/** The whole ends with an error where a run ended early: half of it is no run. */
const untilInterrupted = async <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const ending = new AbortController();
  const onSignal = (): void => ending.abort();
  process.once("SIGINT", onSignal);
  process.once("SIGTERM", onSignal);
  try {
    const value = await work(ending.signal);
    if (ending.signal.aborted) throw new UsageError("ended early; nothing of it was kept");
    return value;
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  }
};

const run = async (given: Arguments, terminal: Terminal): Promise<number> => {
  const options = readOptions(given, terminal);
  const history = openHistory(options.history);
  if (given.isSet("trend")) {
    const comparison = compareWith(history.baseline(), history.runs().at(-1));
    writePage(given, terminal, history, comparison);
    for (const line of trendLines(history.runs())) terminal.print(line);
    return 0;
  }
  const { run: measured, comparison } = await untilInterrupted((signal) =>
    measureAndJudge(options, history.baseline(), terminal, signal),
  );
  history.add(measured);
  if (options.setsBaseline) history.setBaseline(measured);
  writePage(given, terminal, history, comparison);
  if (given.isSet("json")) terminal.print(JSON.stringify({ run: measured, comparison }, null, 2));
  else {
    terminal.print(`${benchText(measured)}\n`);
    for (const line of judgementLines(comparison)) terminal.print(line);
    terminal.print("");
    for (const line of trendLines(history.runs())) terminal.print(line);
  }
  const hasRegression = regressionsOf(comparison).length > 0;
  const isMissed = missedTargets(measured).length > 0;
  const { gate } = options;
  return (gate.regressions && hasRegression) || (gate.targets && isMissed) ? 1 : 0;
};

/** Measures an application on this machine, keeps what it found, and marks what became worse (PERF-03, PERF-08). */
export const bench: Command = {
  usage:
    "plinth bench [--app FILE] [--quick] [--only start,throughput] [--baseline set] [--gate all|regressions|targets|none] [--history DIR] [--html FILE] [--json] | --trend",
  flags: {
    app: { type: "string", help: "the application's file" },
    quick: { type: "boolean", help: "a fraction of the time; targets are shown and do not gate" },
    only: { type: "string", help: "parts with commas: start, throughput, steady, crowd, memory" },
    endpoint: { type: "string", help: "what is asked by GET, signed in (/api/v1/auth/me)" },
    connections: { type: "string", help: "connections that are held open (10000; quick 200)" },
    sessions: { type: "string", help: "sessions whose memory is measured (100000; quick 2000)" },
    setting: { type: "string", isMany: true, help: "NAME=VALUE for the instance; may be repeated" },
    baseline: { type: "string", help: "set: later runs are compared with this one" },
    gate: { type: "string", help: "what makes exit 1: all (default), regressions, targets, none" },
    history: { type: "string", help: "where runs are kept (.data/bench)" },
    html: { type: "string", help: "writes the trend as a page" },
    trend: { type: "boolean", help: "measures nothing and shows the runs that were kept" },
    json: { type: "boolean", help: "prints the run and its comparison as JSON" },
  },
  run,
};
