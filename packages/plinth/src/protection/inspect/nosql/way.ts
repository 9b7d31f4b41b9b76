import type { Analysis } from "../engine/finding.ts";
import type { RuleId } from "../rules/index.ts";

/** One way in, and what a text holds that may be it: looked for first, in lower case. */
export interface Way {
  readonly rule: RuleId;
  readonly mark: string;
  readonly pattern: RegExp;
}

/** Reports each of some ways in that a text takes. */
export const takeWays = ({ report, meter }: Analysis, ways: readonly Way[], text: string): void => {
  const small = text.toLowerCase();
  for (const { rule, mark, pattern } of ways) {
    meter.steps += 1;
    if (!report.has(rule) && small.includes(mark) && pattern.test(text)) report.add(rule);
  }
};
