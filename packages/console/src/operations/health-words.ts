import type { HealthDay, HealthPart, PartState } from "./operations-api.ts";

/** What a state is called. */
export const stateWords: Readonly<Record<PartState, string>> = {
  ok: "Works",
  degraded: "Works with limits",
  failed: "Down",
  unknown: "Not known",
};

/** One sentence about all parts. */
export const summaryWords = (parts: readonly HealthPart[]): string => {
  const troubled = parts.filter(({ state }) => state !== "ok").map(({ name }) => name);
  if (troubled.length === 0) return "Every part works.";
  const last = troubled.at(-1) ?? "";
  const names = troubled.length === 1 ? last : `${troubled.slice(0, -1).join(", ")} and ${last}`;
  return `${names} ${troubled.length === 1 ? "needs" : "need"} attention.`;
};

const units: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "min"],
  [1, "s"],
];

/** "2 h 5 min": the two largest units; "0 s" for less than a second. */
export const durationWords = (milliseconds: number): string => {
  let rest = Math.max(0, Math.floor(milliseconds / 1000));
  const parts: string[] = [];
  for (const [seconds, unit] of units) {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    if (count > 0) parts.push(`${count} ${unit}`);
    // A unit that is far smaller than the first says nothing.
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? "0 s" : parts.join(" ");
};

/** Mean uptime of the measured days and how many there are. */
export const uptimeWords = (days: readonly HealthDay[]): string => {
  const measured = days.flatMap(({ uptime }) => (uptime === null ? [] : [uptime]));
  if (measured.length === 0) return `Not measured in the last ${days.length} days`;
  const mean = measured.reduce((sum, uptime) => sum + uptime, 0) / measured.length;
  const percent = (Math.floor(mean * 100) / 100).toFixed(2);
  const count = measured.length === 1 ? "1 measured day" : `${measured.length} measured days`;
  return `${percent} % up on ${count} of ${days.length}`;
};
