import { LEVELS, type LogLine } from "./logs-api.ts";

/** Lines that a page holds at most; the oldest go first. */
export const MAX_SHOWN = 1_000;

/** What has a place of its own. */
const PLACED: ReadonlySet<string> = new Set([
  "level",
  "time",
  "component",
  "message",
  "requestId",
  "traceId",
]);

/** Reads a line as it was written; undefined for what is none. */
export const readLine = (text: string): LogLine | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    const line = value as Partial<LogLine>;
    const isWhole =
      LEVELS.some((level) => level === line.level) &&
      [line.time, line.component, line.message].every((member) => typeof member === "string");
    return isWhole ? (line as LogLine) : undefined;
  } catch {
    return undefined;
  }
};

/** The fields that have no place of their own, as one text. */
export const fieldWords = (line: LogLine): string =>
  Object.entries(line)
    .filter(([key, value]) => !PLACED.has(key) && value !== undefined)
    .map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");

/** The time of day of a line, to the millisecond, by the clock of whoever looks. */
export const timeWords = (iso: string): string => {
  const at = new Date(iso);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, "0")}`;
};

/** A line with a key that tells it from others that read the same. */
export interface ShownLine {
  readonly key: number;
  readonly line: LogLine;
}

/** The lines that are shown, with one more; at most {@link MAX_SHOWN}. */
export const withLines = (
  shown: readonly ShownLine[],
  added: readonly LogLine[],
): readonly ShownLine[] => {
  const next = (shown.at(-1)?.key ?? 0) + 1;
  const more = added.map((line, at) => ({ key: next + at, line }));
  return [...shown, ...more].slice(-MAX_SHOWN);
};
