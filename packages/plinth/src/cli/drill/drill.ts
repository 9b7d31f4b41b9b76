import { accessSync, constants, writeFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { systemClock } from "#core";
import {
  DRILLS,
  type Drill,
  type DrillReport,
  drillLineText,
  drillListText,
  drillMarkdown,
  runDrills,
} from "#drill";
import { type Arguments, type Command, type Terminal, UsageError } from "../command.ts";
import { findApplication } from "../load-definition.ts";
import { ownVersion } from "../own-version.ts";

/** Exit codes of processes that a signal ended, as shells give them. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

const asked = (names: readonly string[]): readonly Drill[] => {
  const unknown = names.filter((name) => !DRILLS.some(({ id }) => id === name));
  if (unknown.length > 0) {
    throw new UsageError(`no drill ${unknown.join(", ")}; see plinth drill --list`);
  }
  return names.length === 0 ? DRILLS : DRILLS.filter(({ id }) => names.includes(id));
};

const seedOf = (given: Arguments): number => {
  const text = given.text("seed");
  if (text === undefined) return systemClock.now() % 1_000_000;
  if (!/^\d{1,9}$/.test(text)) throw new UsageError("--seed is a whole number");
  return Number(text);
};

const MOST = 1_000;

const countOf = (given: Arguments): { readonly count?: number } => {
  const text = given.text("count");
  if (text === undefined) return {};
  const count = Number(text);
  if (!/^\d{1,4}$/.test(text) || count < 1 || count > MOST) {
    throw new UsageError(`--count is a whole number from 1 to ${MOST}`);
  }
  return { count };
};

const list = (drills: readonly Drill[], isJson: boolean, terminal: Terminal): number => {
  if (isJson) terminal.print(JSON.stringify(drills.map(({ run: _, ...drill }) => drill)));
  else for (const line of drillListText(drills)) terminal.print(line);
  return 0;
};

/** A signal ends the process at once; what the drill has open is undone on the way out. */
const endOnSignal = (): (() => void) => {
  const listeners = Object.entries(SIGNALS).map(([signal, code]) => {
    const listener = (): void => process.exit(code);
    process.once(signal, listener);
    return () => process.off(signal, listener);
  });
  return () => {
    for (const remove of listeners) remove();
  };
};

const show = (report: DrillReport, given: Arguments, terminal: Terminal): void => {
  const { value, denominator } = report.score;
  if (given.isSet("json")) terminal.print(JSON.stringify(report));
  else if (given.isSet("markdown")) terminal.print(drillMarkdown(report));
  else {
    for (const line of report.lines) terminal.print(drillLineText(line));
    terminal.print(`score ${value} of ${denominator}`);
  }
};

/** Checked before anything starts: minutes of drills are not for nothing. */
const outputOf = (given: Arguments, { directory }: Terminal): string | undefined => {
  const file = given.text("output");
  if (file === undefined) return undefined;
  const path = resolve(directory, file);
  try {
    accessSync(dirname(path), constants.W_OK);
  } catch {
    throw new UsageError(`--output cannot be written: ${file}`);
  }
  return path;
};

const run = async (given: Arguments, terminal: Terminal): Promise<number> => {
  const drills = asked(given.words);
  if (given.isSet("list")) return list(drills, given.isSet("json"), terminal);
  if (given.isSet("json") && given.isSet("markdown")) {
    throw new UsageError("--json or --markdown, not both");
  }
  const seed = seedOf(given);
  const output = outputOf(given, terminal);
  const application = findApplication(given.text("app"), terminal.directory);
  const stopListening = endOnSignal();
  try {
    const report = await runDrills({
      drills,
      application,
      seed,
      ...countOf(given),
      name: given.text("app") ?? basename(application),
      clock: systemClock,
      version: ownVersion(),
      onStep: ({ id }, what) => terminal.tell(`${id}: ${what}`),
      onLine: (line) => terminal.tell(drillLineText(line)),
    });
    if (output !== undefined) writeFileSync(output, `${JSON.stringify(report, null, 2)}\n`);
    show(report, given, terminal);
    const isUnmet = ({ verdict }: { readonly verdict: string }): boolean =>
      verdict !== "pass" && verdict !== "not-applicable";
    return report.lines.some(isUnmet) ? 1 : 0;
  } finally {
    stopListening();
  }
};

/** Breaks throwaway instances of the application on purpose, and looks at what holds (EVID-17). */
export const drill: Command = {
  usage:
    "plinth drill [name …] [--app FILE] [--json|--markdown] [--output FILE] [--seed N] [--count N] [--list]",
  mostWords: Number.POSITIVE_INFINITY,
  flags: {
    app: { type: "string", help: "the application's file" },
    json: { type: "boolean", help: "print the report as JSON" },
    markdown: { type: "boolean", help: "print the report as Markdown, with every timeline" },
    output: { type: "string", help: "write the report as JSON, for plinth report" },
    seed: { type: "string", help: "number that determines moments chosen by chance" },
    count: { type: "string", help: "how often what can be repeated is to be, such as deploys" },
    list: { type: "boolean", help: "print the drills and run none" },
  },
  run,
};
