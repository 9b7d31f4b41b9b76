import type { Messages, Texts } from "../../texts/index.ts";
import type { ApiKey } from "../security-api.ts";

/** How a key stands. */
export type KeyState = "valid" | "replaced" | "ended";

/** How a key stands at a time. */
export const keyStateAt = (key: ApiKey, now: Date): KeyState => {
  if (Date.parse(key.expiresAt) <= now.getTime()) return "ended";
  return key.replacedBy === null ? "valid" : "replaced";
};

/** "plans:read" as "plans: read", "*" as "everything". */
export const scopeWords = (t: Texts, scope: string): string => {
  if (scope === "*") return t("everything");
  const [what = "", how = ""] = scope.split(":");
  return how === "*" ? t("{what}: everything", { what }) : `${what}: ${how}`.replaceAll("-", " ");
};

/** Units of a key's own limit. */
export const limitUnits = {
  minute: "a minute",
  hour: "an hour",
  day: "a day",
} as const satisfies Messages;

/** "60/minute, 1000/hour" as "60 calls a minute, 1,000 calls an hour". */
export const limitWords = (t: Texts, limit: string): string =>
  limit
    .split(",")
    .map((window) => {
      const [, count, unit] = /^\s*(\d+)\/([a-z]+?)s?\s*$/.exec(window) ?? [];
      const n = Number(count);
      if (unit === "second") return t.plural(n, "1 call a second", "{n} calls a second");
      if (unit === "minute") return t.plural(n, "1 call a minute", "{n} calls a minute");
      if (unit === "hour") return t.plural(n, "1 call an hour", "{n} calls an hour");
      return unit === "day" ? t.plural(n, "1 call a day", "{n} calls a day") : window.trim();
    })
    .join(", ");
