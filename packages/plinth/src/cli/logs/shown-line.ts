import type { LogLine } from "#telemetry";

/** What stands at fixed places. */
const PLACED: ReadonlySet<string> = new Set(["level", "time", "component", "message"]);

/** Controls, and what terminals or editors take for orders; in a log they can only have been sent. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const safe = (text: string): string =>
  text.replace(UNSAFE, (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);

const shownValue = (value: unknown): string => {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /^[\w.:/@+-]+$/.test(text) ? text : safe(JSON.stringify(value));
};

/** A line for people: time, level, component, message, and everything else as name=value. */
export const shownLine = (line: LogLine): string => {
  const fields = Object.entries(line)
    .filter(([key, value]) => !PLACED.has(key) && value !== undefined)
    .map(([key, value]) => `${safe(key)}=${shownValue(value)}`);
  const head = `${line.time} ${line.level.toUpperCase().padEnd(5)} ${safe(line.component)}`;
  return [`${head}: ${safe(line.message)}`, ...fields].join(" ");
};
