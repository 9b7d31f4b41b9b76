import type { AlertLimits, AlertReading, AlertSeverity } from "./contract.ts";

/** Whether a value passes a limit: it lies beyond it, not on it. */
const isPast = (value: number, limit: number, fires: AlertLimits["fires"]): boolean =>
  fires === "above" ? value > limit : value < limit;

/** How grave a value is; undefined where it passes no limit. NaN passes none. */
const severityOf = (value: number, limits: AlertLimits): AlertSeverity | undefined => {
  const { warning, critical, fires } = limits;
  if (critical !== undefined && isPast(value, critical, fires)) return "critical";
  return isPast(value, warning, fires) ? "warning" : undefined;
};

/** The reading of a value under limits. */
export const readingOf = (value: number, limits: AlertLimits, detail: string): AlertReading => {
  const severity = severityOf(value, limits);
  return { firing: severity !== undefined, value, detail, severity: severity ?? "warning" };
};

/** What is wrong with limits somebody wants; undefined where nothing is. */
export const limitsFault = (limits: AlertLimits): string | undefined => {
  const { unit, fires, warning, critical } = limits;
  const values = critical === undefined ? [warning] : [warning, critical];
  if (!values.every((value) => Number.isFinite(value) && value >= 0)) return "must not be negative";
  if (unit === "ratio" && values.some((value) => value > 1)) return "is a share, so 1 at most";
  if (critical === undefined) return undefined;
  const isOrdered = fires === "above" ? warning <= critical : warning >= critical;
  return isOrdered ? undefined : "must be passed before the critical one, or with it";
};
