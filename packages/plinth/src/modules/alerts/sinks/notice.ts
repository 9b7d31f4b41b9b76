import type { AlertSeverity, NoticeKind } from "#services/alerts";

/** What a sink is given: all it needs, without a look elsewhere. Free of secrets. */
export interface Notice {
  /** The same however often it is sent: whoever gets it twice leaves the second out. */
  readonly id: string;
  /** "digest" carries what was held back by the cap; "test" is somebody trying. */
  readonly kind: NoticeKind | "test" | "digest";
  readonly application: string;
  readonly environment: string;
  /** The alert; the same in all notices of one. */
  readonly alert: string;
  readonly rule: string;
  readonly severity: AlertSeverity;
  /** What is wrong, in one sentence. */
  readonly about: string;
  /** What was measured, in one sentence. */
  readonly detail: string;
  readonly advice: string | undefined;
  readonly value: number;
  /** Whose doing it is, where it is somebody's. */
  readonly address: string | undefined;
  readonly accountId: string | undefined;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly at: number;
  /** Undefined while it goes on. */
  readonly endedAt: number | undefined;
  /** Where to look. */
  readonly url: string;
  /** One line each, of a digest: what was held back. */
  readonly heldBack: readonly string[];
  /** How many were held back; lines may be fewer. */
  readonly leftOut: number;
}

const WORDS = {
  firing: "",
  worse: "worse: ",
  resolved: "resolved: ",
  test: "test: ",
  digest: "",
} as const;

/** One line that says it all: "[critical] Shop: Too many requests fail. 12 % …" */
export const lineOf = ({ kind, severity, application, about, detail }: Notice): string => {
  const grade = kind === "resolved" ? "ok" : severity;
  return `[${grade}] ${application}: ${WORDS[kind]}${about} ${detail}`.trim();
};

/** Of a digest: what one held-back notice was. */
export const shortLineOf = ({ kind, severity, rule, detail, at }: Notice): string =>
  `${new Date(at).toISOString()} ${kind === "resolved" ? "resolved" : severity} ${rule}: ${detail}`;
