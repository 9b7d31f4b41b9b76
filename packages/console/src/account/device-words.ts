import type { Texts } from "../texts/index.ts";

const browsers: readonly (readonly [RegExp, string])[] = [
  [/Edg(?:A|iOS)?\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/CriOS\/|Chrome\/|Chromium\//, "Chrome"],
  [/Version\/[\d.]+.*Safari\//, "Safari"],
  [/^curl\//, "curl"],
  [/^node|undici/i, "Node.js"],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh/, "Mac"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

const first = (table: readonly (readonly [RegExp, string])[], text: string): string | undefined =>
  table.find(([pattern]) => pattern.test(text))?.[1];

/** "Firefox on Windows" out of a User-Agent header. */
export const describeAgent = (t: Texts, agent: string): string => {
  const browser = first(browsers, agent);
  const system = first(systems, agent);
  if (browser === undefined) {
    return system === undefined ? t("Unknown device") : t("Browser on {system}", { system });
  }
  if (browser === "Node.js") return t("A Node.js program");
  return system === undefined ? browser : t("{browser} on {system}", { browser, system });
};

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "2 hours ago" for an ISO time; "just now" under a minute. */
export const relativeTime = (t: Texts, iso: string, now: Date): string => {
  const seconds = (now.getTime() - Date.parse(iso)) / 1000;
  if (!Number.isFinite(seconds)) return t("at an unknown time");
  const format = new Intl.RelativeTimeFormat(t.locale, { numeric: "auto" });
  for (const [unit, length] of units) {
    if (seconds >= length) return format.format(-Math.floor(seconds / length), unit);
  }
  return t("just now");
};
