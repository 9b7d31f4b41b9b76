import type { AlertRule } from "./rules.ts";

/** A rule was met. Bounded, and free of anything that was sent. */
export interface SecurityAlert {
  readonly id: string;
  /** When, in milliseconds since the epoch. */
  readonly at: number;
  readonly rule: AlertRule;
  /** The address whose events were added up; null where a rule counts by something else. */
  readonly address: string | null;
  /** The account whose events were added up. */
  readonly accountId: string | null;
  /** How many events met the rule. */
  readonly events: number;
  /** The name of the last of them. */
  readonly lastEvent: string;
}

/** Somewhere that alerts go. Must neither wait nor throw: what takes time happens in the background. */
export interface AlertSink {
  /** Kebab-case. */
  readonly name: string;
  readonly deliver: (alert: SecurityAlert) => void;
}
