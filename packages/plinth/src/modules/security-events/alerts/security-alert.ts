import type { EventRule } from "./rules.ts";

/** A rule was met. Bounded, and free of anything that was sent. */
export interface SecurityAlert {
  /** When, in milliseconds since the epoch. */
  readonly at: number;
  readonly rule: EventRule;
  /** The address whose events were added up; null where a rule counts by something else. */
  readonly address: string | null;
  /** The account whose events were added up. */
  readonly accountId: string | null;
  /** How many events met the rule. */
  readonly events: number;
  /** The name of the last of them. */
  readonly lastEvent: string;
}
