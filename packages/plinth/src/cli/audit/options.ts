import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseDuration, systemClock } from "#core";
import {
  DEPTHS,
  type Depth,
  type Probe,
  type Report,
  ReportError,
  readReport,
  SEVERITIES,
  type Severity,
  type TargetOptions,
} from "#readiness";
import { type Arguments, type Terminal, UsageError } from "../command.ts";
import { chooseProbes, loadCatalogue } from "./catalogue.ts";
import { readCredentials } from "./secrets.ts";

/** Requests of `--fuzz`: all that a large application has to spoil. */
const FUZZ_REQUESTS = 5_000;

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

/** How far values are fuzzed, or undefined for as far as always. */
const readFuzz = (given: Arguments): TargetOptions["fuzz"] => {
  const text = given.text("seed") ?? "1";
  if (!/^\d{1,9}$/.test(text)) throw new UsageError("--seed is a whole number");
  if (!given.isSet("fuzz") && given.text("seed") === undefined) return undefined;
  return { seed: Number(text), requests: given.isSet("fuzz") ? FUZZ_REQUESTS : 150 };
};

/** "2000", "60s" or "2000,60s": requests, seconds, or both. */
const readBudget = (text: string | undefined): Pick<TargetOptions, "budget" | "budgetSeconds"> => {
  if (text === undefined) return {};
  const parts = text.split(",").map((part) => part.trim());
  const counts = parts.filter((part) => /^[1-9]\d{0,6}$/.test(part));
  const times = parts.filter((part) => /^\d{1,6}(?:s|m|h)$/.test(part));
  if (counts.length > 1 || times.length > 1 || counts.length + times.length !== parts.length) {
    throw new UsageError("--budget is requests, a time, or both: 2000, 60s, or 2000,60s");
  }
  const [count, time] = [counts[0], times[0]];
  return {
    ...(count === undefined ? {} : { budget: Number(count) }),
    ...(time === undefined ? {} : { budgetSeconds: parseDuration(time) / 1_000 }),
  };
};

const readRate = (text: string | undefined): Pick<TargetOptions, "requestsPerSecond"> => {
  if (text === undefined) return {};
  if (!/^\d{1,4}(?:\.\d)?$/.test(text) || Number(text) <= 0) {
    throw new UsageError("--rate is requests a second, such as 50 or 0.5");
  }
  return { requestsPerSecond: Number(text) };
};

const readFile = (flag: string, given: Arguments, terminal: Terminal): string | undefined => {
  const file = given.text(flag);
  if (file === undefined) return undefined;
  try {
    return readFileSync(resolve(terminal.directory, file), "utf8");
  } catch {
    throw new UsageError(`--${flag}: ${file} cannot be read`);
  }
};

const readTrust = (given: Arguments, terminal: Terminal): Pick<TargetOptions, "trust"> => {
  const ca = readFile("ca", given, terminal);
  const isInsecure = given.isSet("insecure");
  if (ca !== undefined && isInsecure) throw new UsageError("give --ca or --insecure, not both");
  if (ca !== undefined && !ca.includes("-----BEGIN CERTIFICATE-----")) {
    throw new UsageError("--ca names a file of certificates as PEM");
  }
  return ca === undefined && !isInsecure
    ? {}
    : { trust: { ...(ca === undefined ? {} : { ca }), isInsecure } };
};

/** An earlier report that a flag names. */
const readEarlier = (flag: string, given: Arguments, terminal: Terminal): Report | undefined => {
  const text = readFile(flag, given, terminal);
  if (text === undefined) return undefined;
  try {
    return readReport(text);
  } catch (fault) {
    if (!(fault instanceof ReportError)) throw fault;
    throw new UsageError(
      `--${flag}: ${given.text(flag)} is no report of plinth audit: ${fault.message}`,
    );
  }
};

/** What was asked for, made ready to run. */
export interface Asked {
  readonly depth: Depth;
  readonly failOn: Severity;
  readonly probes: readonly Probe[];
  readonly target: TargetOptions;
  /** A report every line of which is to be run again. */
  readonly replay: Report | undefined;
  /** A report to compare with. */
  readonly baseline: Report | undefined;
}

const urlOf = (given: Arguments, replay: Report | undefined): string => {
  const [url = replay?.target] = given.words;
  if (url === undefined) throw new UsageError("audit takes one URL");
  return url;
};

/** Which probes to run, and how deep: those of the report that is replayed, or as told. */
const readScope = (given: Arguments, catalogue: readonly Probe[], replay: Report | undefined) => {
  if (replay === undefined) {
    return {
      depth: requireWord(given, "depth", DEPTHS, "look"),
      probes: chooseProbes(catalogue, given),
    };
  }
  for (const flag of ["depth", "only"]) {
    if (given.text(flag) !== undefined) {
      throw new UsageError(`--replay runs what the report ran: without --${flag}`);
    }
  }
  const ids = replay.lines.map(({ id }) => id);
  return { depth: replay.depth, probes: catalogue.filter(({ id }) => ids.includes(id)) };
};

/**
 * Reads the command line of an audit.
 * @throws {UsageError} for whatever does not fit together, in one sentence.
 */
export const readOptions = async (given: Arguments, terminal: Terminal): Promise<Asked> => {
  const replay = readEarlier("replay", given, terminal);
  const baseline = readEarlier("baseline", given, terminal);
  const { depth, probes } = readScope(given, await loadCatalogue(given, terminal), replay);
  const failOn = requireWord(given, "fail-on", SEVERITIES, "low");
  const url = urlOf(given, replay);
  if (given.isSet("fuzz") && depth === "look") throw new UsageError("--fuzz needs --depth touch");
  const fuzz = readFuzz(given);
  const target: TargetOptions = {
    url,
    depth,
    isOwned: given.isSet("i-own-this"),
    clock: systemClock,
    ...(fuzz === undefined ? {} : { fuzz }),
    ...readBudget(given.text("budget")),
    ...readRate(given.text("rate")),
    ...readTrust(given, terminal),
    credentials: await readCredentials(given, terminal),
  };
  return { depth, failOn, probes, target, replay, baseline };
};
