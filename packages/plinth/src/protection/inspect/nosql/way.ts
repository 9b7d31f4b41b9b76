import type { RuleId } from "../rules/index.ts";

/** One way in, and what a text holds that may be it: looked for first, in lower case. */
export interface Way {
  readonly rule: RuleId;
  readonly mark: string;
  readonly pattern: RegExp;
}
