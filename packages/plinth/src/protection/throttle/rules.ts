import type { LimitRule } from "#policy";
import type { CounterChild, Metrics } from "#telemetry";
import { type Identify, identifier, type Reference } from "./identity.ts";

/** What one rule did since the start. */
export interface RuleStats {
  readonly rule: string;
  readonly by: string;
  /** Calls it decided on. */
  readonly hits: number;
  /** Calls it refused. */
  readonly blocked: number;
  /** Calls it would have refused, had it not run dry. */
  readonly wouldBlock: number;
}

/** What is counted of one rule, whatever the number of routes that share it. */
export interface RuleCounts {
  readonly prefix: string;
  readonly identify: Identify;
  readonly admitted: () => void;
  readonly refused: (dryRun: boolean) => void;
  readonly stats: () => RuleStats;
}

/** The part of a key that stands for the rule; what a key used outlives a change of its windows. */
export const keyPrefix = ({ name, by }: Pick<LimitRule, "name" | "by">): string => `${name}|${by}|`;

/** Builds the counts of rules: one for each name and key, kept when limits are read again. */
export const createRuleCounts = (
  metrics: Metrics,
  reference: Reference,
): ((rule: LimitRule) => RuleCounts) => {
  const decisions = metrics.counter({
    name: "rate_limit_decisions_total",
    help: "Calls that limits decided on, by rule and outcome",
    labels: ["rule", "outcome"],
  });
  const known = new Map<string, RuleCounts>();

  const create = ({ name, by }: LimitRule, prefix: string): RuleCounts => {
    const outcome = (text: string): CounterChild => decisions.child({ rule: name, outcome: text });
    const admitted = outcome("admitted");
    const refused = outcome("refused");
    // Most rules never run dry: a series that says so of each would be noise.
    let wouldRefuse: CounterChild | undefined;
    let hits = 0;
    let blocked = 0;
    let wouldBlock = 0;
    return {
      prefix,
      identify: identifier(by, reference),
      admitted: () => {
        hits += 1;
        admitted.inc();
      },
      refused: (dryRun) => {
        hits += 1;
        if (!dryRun) {
          blocked += 1;
          refused.inc();
          return;
        }
        wouldBlock += 1;
        wouldRefuse ??= outcome("would_refuse");
        wouldRefuse.inc();
      },
      stats: () => ({ rule: name, by, hits, blocked, wouldBlock }),
    };
  };

  return (rule) => {
    const prefix = keyPrefix(rule);
    const counts = known.get(prefix) ?? create(rule, prefix);
    known.set(prefix, counts);
    return counts;
  };
};
