import type { ApiKey } from "../security-api.ts";

/** How a key stands. */
export type KeyState = "valid" | "replaced" | "ended";

/** How a key stands at a time. */
export const keyStateAt = (key: ApiKey, now: Date): KeyState => {
  if (Date.parse(key.expiresAt) <= now.getTime()) return "ended";
  return key.replacedBy === null ? "valid" : "replaced";
};

/** "plans:read" as "plans: read", "*" as "everything". */
export const scopeWords = (scope: string): string => {
  if (scope === "*") return "everything";
  const [what = "", how = ""] = scope.split(":");
  return how === "*" ? `${what}: everything` : `${what}: ${how}`.replaceAll("-", " ");
};

/** Units of a key's own limit. */
export const limitUnits = [
  { value: "minute", label: "a minute" },
  { value: "hour", label: "an hour" },
  { value: "day", label: "a day" },
] as const;

const unitWords: Readonly<Record<string, string>> = {
  second: "a second",
  minute: "a minute",
  hour: "an hour",
  day: "a day",
};

/** "60/minute, 1000/hour" as "60 calls a minute, 1,000 calls an hour". */
export const limitWords = (limit: string): string =>
  limit
    .split(",")
    .map((window) => {
      const [, count, unit] = /^\s*(\d+)\/([a-z]+?)s?\s*$/.exec(window) ?? [];
      const words = unit === undefined ? undefined : unitWords[unit];
      return words === undefined
        ? window.trim()
        : `${Number(count).toLocaleString("en")} calls ${words}`;
    })
    .join(", ");
