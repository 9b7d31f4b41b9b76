import { setTimeout as delay } from "node:timers/promises";
import { parseDuration, systemClock } from "#core";
import {
  type LineFilter,
  type LineLevel,
  listFullFiles,
  logDirectory,
  matchesLine,
  parseLogLine,
} from "#telemetry";
import { type Arguments, type Command, type Terminal, UsageError } from "../command.ts";
import { loadSettings } from "../load-settings.ts";
import { createLogReader } from "./read-files.ts";
import { shownLine } from "./shown-line.ts";

const LEVELS: readonly LineLevel[] = ["trace", "debug", "info", "warn", "error", "fatal"];
/** How often the files are looked at while somebody follows, in milliseconds. */
const LOOK_MS = 250;
/** How many lines come before what is new. */
const BEFORE_FOLLOWING = 10;

const levelOf = (text: string | undefined): LineLevel | undefined => {
  if (text === undefined) return undefined;
  const level = LEVELS.find((one) => one === text);
  if (level === undefined) throw new UsageError(`--level is one of ${LEVELS.join(", ")}`);
  return level;
};

/** "10m" ago, or an instant such as 2026-01-01T00:00:00Z. */
const sinceOf = (text: string | undefined, now: number): number | undefined => {
  if (text === undefined) return undefined;
  const instant = /^\d{4}-/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(instant)) return instant;
  try {
    return now - parseDuration(text);
  } catch {
    throw new UsageError("--since is a time such as 10m or 2h, or an instant in ISO 8601");
  }
};

const countOf = (text: string | undefined, fallback: number): number => {
  if (text === undefined) return fallback;
  if (!/^\d{1,7}$/.test(text)) throw new UsageError("--lines is a whole number");
  return Number(text);
};

const filterOf = (given: Arguments): LineFilter => ({
  level: levelOf(given.text("level")),
  component: given.text("component"),
  category: given.text("category"),
  requestId: given.text("request-id"),
  traceId: given.text("trace-id"),
  since: sinceOf(given.text("since"), systemClock.now()),
});

/** Resolves at the first signal to end. */
const ended = (): AbortSignal => {
  const ending = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => ending.abort());
  return ending.signal;
};

/** What is printed: everything, or the newest lines and then all that follow. */
const createPrinter = (filter: LineFilter, isJson: boolean, terminal: Terminal, newest: number) => {
  let waiting: string[] | undefined = Number.isFinite(newest) ? [] : undefined;
  return {
    onLine: (text: string): void => {
      const line = parseLogLine(text);
      if (line === undefined || !matchesLine(line, filter)) return;
      const shown = isJson ? text : shownLine(line);
      if (waiting === undefined) terminal.print(shown);
      else {
        waiting.push(shown);
        if (waiting.length > newest) waiting.shift();
      }
    },
    /** Prints what was kept back; from then on every line at once. */
    begin: (): void => {
      for (const shown of waiting ?? []) terminal.print(shown);
      waiting = undefined;
    },
  };
};

const follow = async (look: () => void): Promise<void> => {
  const signal = ended();
  while (!signal.aborted) {
    await delay(LOOK_MS, undefined, { signal }).catch(() => undefined);
    look();
  }
};

/** Shows the log of an instance out of its files, running or not, and follows it (LOG-03, LOG-07). */
export const logs: Command = {
  usage:
    "plinth logs [--follow] [--component NAME] [--category security] [--level LEVEL] [--since 10m] [--request-id ID] [--trace-id ID] [--lines N] [--json]",
  flags: {
    follow: { type: "boolean", help: "go on with lines as they are written" },
    component: { type: "string", help: "only lines of this part, such as http or jobs" },
    category: { type: "string", help: "only lines of this category, such as security" },
    level: { type: "string", help: "only lines of this level or above" },
    since: { type: "string", help: "only lines since so long ago, or since an instant" },
    "request-id": { type: "string", help: "only lines of this request" },
    "trace-id": { type: "string", help: "only lines of this trace" },
    lines: { type: "string", help: "only the newest so many lines" },
    json: { type: "boolean", help: "print lines as they were written" },
  },
  run: async (given, terminal) => {
    const isFollowing = given.isSet("follow");
    const filter = filterOf(given);
    const newest = countOf(
      given.text("lines"),
      isFollowing ? BEFORE_FOLLOWING : Number.POSITIVE_INFINITY,
    );
    const directory = logDirectory(loadSettings(terminal).dataDirectory);
    const printer = createPrinter(filter, given.isSet("json"), terminal, newest);
    let seen = 0;
    const reader = createLogReader({
      directory,
      since: filter.since,
      onLine: (text) => {
        seen += 1;
        printer.onLine(text);
      },
    });
    reader.look();
    printer.begin();
    if (isFollowing) await follow(reader.look);
    reader.close();
    if (seen > 0 || isFollowing || listFullFiles(directory).length > 0) return 0;
    terminal.tell(`plinth: no log in ${directory}; LOG_FILES says how many files are kept`);
    return 1;
  },
};
