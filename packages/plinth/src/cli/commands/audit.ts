import { systemClock } from "#core";
import {
  createTarget,
  DEPTHS,
  type Depth,
  isUnmet,
  PROBES,
  type Probe,
  progressText,
  runProbes,
  SEVERITIES,
  type Severity,
  TargetError,
  textReport,
} from "#readiness";
import { type Arguments, type Command, type Terminal, UsageError } from "../command.ts";
import { ownVersion } from "../own-version.ts";

/** One of a list of words, or the mistake named. */
const requireWord = <W extends string>(
  given: Arguments,
  flag: string,
  words: readonly W[],
  fallback: W,
): W => {
  const text = given.text(flag) ?? fallback;
  const word = words.find((candidate) => candidate === text);
  if (word === undefined) throw new UsageError(`--${flag} is one of ${words.join(", ")}`);
  return word;
};

const chooseProbes = (only: string | undefined): readonly Probe[] => {
  if (only === undefined) return PROBES;
  const ids = only.split(",").map((id) => id.trim());
  const unknown = ids.filter((id) => !PROBES.some((probe) => probe.id === id));
  if (unknown.length > 0) {
    throw new UsageError(`there is no probe ${unknown.join(", ")}; see plinth audit --list`);
  }
  return PROBES.filter((probe) => ids.includes(probe.id));
};

const listProbes = (probes: readonly Probe[], isJson: boolean, terminal: Terminal): number => {
  if (isJson) {
    terminal.print(JSON.stringify(probes.map(({ run: _run, ...probe }) => probe)));
    return 0;
  }
  for (const { id, depth, severity, claim } of probes) {
    terminal.print(`${id}  (${depth}, ${severity})  ${claim}`);
  }
  return 0;
};

/** Requests of `--fuzz`: all that a large application has to spoil. */
const FUZZ_REQUESTS = 5_000;

/** How far values are fuzzed, or undefined for as far as always. */
const readFuzz = (
  given: Arguments,
): { readonly seed: number; readonly requests: number } | undefined => {
  const text = given.text("seed") ?? "1";
  if (!/^\d{1,9}$/.test(text)) throw new UsageError("--seed is a whole number");
  if (!given.isSet("fuzz") && given.text("seed") === undefined) return undefined;
  return { seed: Number(text), requests: given.isSet("fuzz") ? FUZZ_REQUESTS : 150 };
};

const openTarget = async (url: string, depth: Depth, given: Arguments) => {
  const fuzz = readFuzz(given);
  try {
    return await createTarget({
      url,
      depth,
      isOwned: given.isSet("i-own-this"),
      clock: systemClock,
      ...(fuzz === undefined ? {} : { fuzz }),
    });
  } catch (fault) {
    if (fault instanceof TargetError) throw new UsageError(fault.message);
    throw fault;
  }
};

/** Looks at a running service from outside (TST-06, EVID-01). */
export const audit: Command = {
  name: "audit",
  usage:
    "plinth audit <url> [--depth look|touch] [--only id,id] [--json] [--fail-on severity] [--fuzz] [--seed N] [--i-own-this] [--list]",
  help: "checks a running service from outside; exit 1 when a claim does not hold",
  flags: {
    depth: { type: "string", help: "look only reads (default); touch makes test accounts" },
    only: { type: "string", help: "ids of probes, with commas" },
    json: { type: "boolean", help: "print the report as JSON" },
    "fail-on": { type: "string", help: `least severity that makes exit 1 (low): ${SEVERITIES}` },
    fuzz: { type: "boolean", help: "spoil every value of every operation; needs --depth touch" },
    seed: { type: "string", help: "number that determines the spoilt values (1)" },
    "i-own-this": { type: "boolean", help: "the service is not on this machine, but mine" },
    list: { type: "boolean", help: "print the probes and run none" },
  },
  run: async (given, terminal) => {
    const depth = requireWord(given, "depth", DEPTHS, "look");
    const failOn = requireWord<Severity>(given, "fail-on", SEVERITIES, "low");
    const probes = chooseProbes(given.text("only"));
    const isJson = given.isSet("json");
    if (given.isSet("list")) return listProbes(probes, isJson, terminal);
    const [url, ...more] = given.words;
    if (url === undefined || more.length > 0) throw new UsageError("audit takes one URL");
    if (given.isSet("fuzz") && depth === "look") throw new UsageError("--fuzz needs --depth touch");
    const target = await openTarget(url, depth, given);
    const within = probes.filter((probe) => DEPTHS.indexOf(probe.depth) <= DEPTHS.indexOf(depth));
    let done = 0;
    const report = await runProbes({
      probes,
      target,
      depth,
      clock: systemClock,
      version: ownVersion(),
      onLine: (line) => {
        if (!within.some(({ id }) => id === line.id)) return;
        done += 1;
        terminal.tell(`[${done}/${within.length}] ${progressText(line)}`);
      },
    });
    terminal.print(isJson ? JSON.stringify(report, null, 2) : textReport(report));
    return report.lines.some((line) => isUnmet(line, failOn, depth)) ? 1 : 0;
  },
};
