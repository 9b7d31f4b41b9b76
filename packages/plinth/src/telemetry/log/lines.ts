import type { LineLevel } from "./logger.ts";

/** Levels by their weight. */
const LEVELS: readonly LineLevel[] = ["trace", "debug", "info", "warn", "error", "fatal"];

/** A line as it was written; every other field stands beside the documented ones (LOG-01). */
export interface LogLine {
  readonly level: LineLevel;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly component: string;
  readonly message: string;
  readonly requestId?: string;
  readonly traceId?: string;
  readonly category?: string;
  readonly [field: string]: unknown;
}

/** Which lines are wanted; what is absent asks for nothing special. */
export interface LineFilter {
  /** The least level. */
  readonly level?: LineLevel | undefined;
  readonly component?: string | undefined;
  readonly category?: string | undefined;
  readonly requestId?: string | undefined;
  readonly traceId?: string | undefined;
  /** Milliseconds since the epoch: the first instant that counts. */
  readonly since?: number | undefined;
  /** Milliseconds since the epoch: the first instant that counts no more. */
  readonly until?: number | undefined;
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What each documented key has to be; optional ones may be absent. */
const KEYS: readonly {
  readonly key: string;
  readonly isOptional: boolean;
  readonly isRight: (value: string) => boolean;
}[] = [
  { key: "level", isOptional: false, isRight: (value) => LEVELS.some((level) => level === value) },
  { key: "time", isOptional: false, isRight: (value) => TIME.test(value) },
  { key: "component", isOptional: false, isRight: (value) => value !== "" },
  { key: "message", isOptional: false, isRight: () => true },
  { key: "requestId", isOptional: true, isRight: (value) => value !== "" },
  { key: "traceId", isOptional: true, isRight: (value) => /^[0-9a-f]{32}$/.test(value) },
  { key: "category", isOptional: true, isRight: (value) => /^[a-z]+$/.test(value) },
];

const problemsOf = (line: unknown): readonly string[] => {
  if (!isObject(line)) return ["is no JSON object"];
  return KEYS.flatMap(({ key, isOptional, isRight }) => {
    const value = line[key];
    if (value === undefined) return isOptional ? [] : [`${key} is missing`];
    if (typeof value !== "string") return [`${key} is no text`];
    return isRight(value) ? [] : [`${key} has no value that is documented`];
  });
};

/** What of a line is not as documented, one sentence each; never quotes the line. */
export const logLineProblems = (text: string): readonly string[] => problemsOf(parse(text));

/** Reads a line; undefined for text that is no line of a log of ours. */
export const parseLogLine = (text: string): LogLine | undefined => {
  const line = parse(text);
  // Checked by key; the index signature holds what else stands beside them.
  return problemsOf(line).length === 0 ? (line as LogLine) : undefined;
};

/** Whether a line is among those that are wanted. */
export const matchesLine = (line: LogLine, filter: LineFilter): boolean => {
  const { level, since, until } = filter;
  if (level !== undefined && LEVELS.indexOf(line.level) < LEVELS.indexOf(level)) return false;
  if (since !== undefined && Date.parse(line.time) < since) return false;
  if (until !== undefined && Date.parse(line.time) >= until) return false;
  const { component, category, requestId, traceId } = filter;
  return (
    (component === undefined || line.component === component) &&
    (category === undefined || line.category === category) &&
    (requestId === undefined || line.requestId === requestId) &&
    (traceId === undefined || line.traceId === traceId)
  );
};
