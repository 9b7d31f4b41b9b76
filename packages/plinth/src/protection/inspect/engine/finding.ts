import type { RuleId } from "../rules/index.ts";

/** What kind of attack a rule looks for; custom detectors bring categories of their own. */
export type ThreatClass = "xss" | "sqli" | "nosql" | "command" | "path";

/** The five classes, in the order of the inventory. */
export const THREAT_CLASSES = ["xss", "sqli", "nosql", "command", "path"] as const;

/** What was found: the rule and its class, never the text it was found in. */
export interface Finding {
  /** Rule id such as "sqli.tautology"; see `plinth inspect --inventory`. */
  readonly rule: string;
  /** One of the five classes, or the category of a custom detector. */
  readonly class: string;
}

/** Counts the work of the engine: every turn of every loop. What the doubling tests read (P-070). */
export interface Meter {
  steps: number;
}

/** Where analysers report; the same rule counts once. */
export interface Report {
  readonly add: (rule: RuleId) => void;
  /** Whether a rule was met already: what is known need not be looked for again. */
  readonly has: (rule: RuleId) => boolean;
  /** Whether any rule was met. */
  readonly hasAny: () => boolean;
}

/** What every analyser gets. */
export interface Analysis {
  readonly meter: Meter;
  readonly report: Report;
}
