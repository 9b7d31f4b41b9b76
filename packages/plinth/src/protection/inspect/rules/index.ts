import { COMMAND_RULES } from "./command.ts";
import { NOSQL_RULES } from "./nosql.ts";
import { PATH_RULES } from "./path.ts";
import type { Rule } from "./rule.ts";
import { SQL_RULES } from "./sqli.ts";
import { XSS_RULES } from "./xss.ts";

export type { Rule } from "./rule.ts";

/** Every rule by its id; the word before the dot is its class. */
export const RULES = {
  ...XSS_RULES,
  ...SQL_RULES,
  ...NOSQL_RULES,
  ...COMMAND_RULES,
  ...PATH_RULES,
} as const satisfies Readonly<Record<string, Rule>>;

/** Id of a rule of the inventory. */
export type RuleId = keyof typeof RULES;
