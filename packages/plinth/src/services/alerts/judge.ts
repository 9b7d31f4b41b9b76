import type { AlertReading, AlertSeverity } from "./contract.ts";

/** An alert under way. */
export interface OpenAlert {
  readonly severity: AlertSeverity;
  /** When somebody was first told of it, in milliseconds since the epoch; null for not yet. */
  readonly noticedAt: number | null;
  /** How grave it was called when somebody was last told. */
  readonly noticedSeverity: AlertSeverity | null;
}

/** What is known of one rule, or of one address or account under it, before a look. */
export interface Standing {
  /** Since when it fires without being an alert yet; undefined where it does not. */
  readonly pendingSince: number | undefined;
  readonly open: OpenAlert | undefined;
  /** When somebody was last told that this rule fires, of this or an earlier alert. */
  readonly lastNoticeAt: number | undefined;
}

/** What is to be said about it. */
export type NoticeKind = "firing" | "worse" | "resolved";

/** What one look makes of it. */
export interface Judgement {
  readonly pendingSince: number | undefined;
  readonly change: "opened" | "continued" | "resolved" | "none";
  /** How grave the alert is now; null where there is none. */
  readonly severity: AlertSeverity | null;
  readonly notice: NoticeKind | undefined;
}

/** How a rule is judged; milliseconds. */
export interface JudgeOptions {
  /** When it was looked, since the epoch. */
  readonly at: number;
  readonly forMs: number;
  /** Somebody is told that a rule fires once in so long at most (OBS-09). */
  readonly dedupeMs: number;
  readonly isSilenced: boolean;
  /** The rule's own, where a reading says nothing else. */
  readonly severity: AlertSeverity;
}

const QUIET = {
  pendingSince: undefined,
  change: "none",
  severity: null,
  notice: undefined,
} as const;

const isWorse = (now: AlertSeverity, told: AlertSeverity | null): boolean =>
  now === "critical" && told === "warning";

const mayTell = (standing: Standing, { at, dedupeMs, isSilenced }: JudgeOptions): boolean => {
  if (isSilenced) return false;
  const passed = standing.lastNoticeAt === undefined ? dedupeMs : at - standing.lastNoticeAt;
  // A clock that was set back must not keep an alert quiet for as long.
  return passed >= dedupeMs || passed < 0;
};

/** An alert goes on, or begins: told once, and once more where it has become worse. */
const firing = (standing: Standing, severity: AlertSeverity, options: JudgeOptions): Judgement => {
  const { open } = standing;
  const told = open?.noticedAt ?? null;
  const isNews = told === null || isWorse(severity, open?.noticedSeverity ?? null);
  const kind = told === null ? "firing" : "worse";
  return {
    pendingSince: undefined,
    change: open === undefined ? "opened" : "continued",
    severity,
    notice: isNews && mayTell(standing, options) ? kind : undefined,
  };
};

const resolved = (open: OpenAlert): Judgement => ({
  pendingSince: undefined,
  change: "resolved",
  severity: open.severity,
  // Whoever was told that it began is told that it is over, also under a silence; nobody else is.
  notice: open.noticedAt === null ? undefined : "resolved",
});

/**
 * What a look at a rule makes of what was known of it. Pure: the same always gives the same. Where
 * nothing can be said (`reading` undefined) an alert goes on as it was, and may be told of by now.
 */
export const judge = (
  standing: Standing,
  reading: AlertReading | undefined,
  options: JudgeOptions,
): Judgement => {
  const { open, pendingSince } = standing;
  if (reading === undefined) {
    return open === undefined
      ? { ...QUIET, pendingSince }
      : firing(standing, open.severity, options);
  }
  if (!reading.firing) return open === undefined ? QUIET : resolved(open);
  const severity = reading.severity ?? options.severity;
  if (open !== undefined) return firing(standing, severity, options);
  const since = pendingSince === undefined || pendingSince > options.at ? options.at : pendingSince;
  return options.at - since >= options.forMs
    ? firing(standing, severity, options)
    : { ...QUIET, pendingSince: since };
};
