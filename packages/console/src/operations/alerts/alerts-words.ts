import type { Alert, AlertSink, RuleLimits, TestResult } from "./alerts-api.ts";

/** A figure of a rule as people say it, such as "5 %", "1 s" or "3". */
export const limitWords = (value: number, unit: RuleLimits["unit"]): string => {
  if (unit === "ratio") return `${numberWords(value * 100)} %`;
  return unit === "seconds" ? `${numberWords(value)} s` : numberWords(value);
};

const numberWords = (value: number): string =>
  value.toLocaleString("en-GB", { maximumFractionDigits: 2 });

/** "above 5 %, critical above 20 %" */
export const limitsWords = ({ fires, unit, warning, critical }: RuleLimits): string => {
  const first = `${fires} ${limitWords(warning, unit)}`;
  return critical === null ? first : `${first}, critical ${fires} ${limitWords(critical, unit)}`;
};

/** What stands in a field: shares are typed in percent. */
export const fieldText = (value: number | null, unit: RuleLimits["unit"]): string => {
  if (value === null) return "";
  return String(unit === "ratio" ? Math.round(value * 1e6) / 1e4 : value);
};

/** What was typed; null for nothing, undefined for what is no number. */
export const readField = (text: string, unit: RuleLimits["unit"]): number | null | undefined => {
  const plain = text.trim().replace(",", ".");
  if (plain === "") return null;
  const value = Number(plain);
  if (!Number.isFinite(value) || value < 0) return undefined;
  return unit === "ratio" ? value / 100 : value;
};

/** What stands behind a field. */
export const unitWords = (unit: RuleLimits["unit"]): string => {
  if (unit === "ratio") return "percent";
  return unit === "seconds" ? "seconds" : "";
};

/** How an alert stands, and how it looks. */
export const standing = (
  alert: Pick<Alert, "isOpen" | "severity">,
): { readonly label: string; readonly tone: "plain" | "ok" | "warn" | "danger" } => {
  if (!alert.isOpen) return { label: "over", tone: "ok" };
  return alert.severity === "critical"
    ? { label: "critical", tone: "danger" }
    : { label: "warning", tone: "warn" };
};

const NAMES = { webhook: "Webhook", mail: "Mail" } as const;

/** The name of a way out. */
export const sinkName = (name: AlertSink["name"]): string => NAMES[name];

/** How a way out does, in a few words. */
export const sinkWords = ({ waiting, held }: AlertSink): string => {
  const parts = [
    ...(waiting === 0 ? [] : [`${waiting} on their way`]),
    ...(held === 0 ? [] : [`${held} held back until the hour has room`]),
  ];
  return parts.length === 0 ? "nothing waits" : parts.join(", ");
};

/** What became of a test. */
export const testWords = ({ sink, outcome, detail }: TestResult): string => {
  const name = sinkName(sink);
  if (outcome === "arrived") return `${name}: it arrived.`;
  return outcome === "queued" ? `${name}: ${detail}` : `${name}: it did not arrive. ${detail}`;
};

const MINUTE = 60_000;

/** How long something went on: "4 minutes", "2 hours". */
export const lastedWords = (from: string, to: string | null, now: number): string => {
  const end = to === null ? now : Date.parse(to);
  const minutes = Math.max(0, Math.round((end - Date.parse(from)) / MINUTE));
  if (minutes < 1) return "less than a minute";
  if (minutes < 120) return `${minutes} minute${minutes === 1 ? "" : "s"}`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
};
