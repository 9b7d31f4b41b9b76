import { CONTAINERS } from "./containers.ts";
import { INJECTION } from "./injection.ts";
import type { CodeRule, RuleText } from "./rule.ts";
import { SECRETS } from "./secrets.ts";
import { SETTINGS } from "./settings.ts";

/** Every rule about code. */
export const CODE_RULES: readonly CodeRule[] = [...INJECTION, ...SECRETS, ...SETTINGS];

/** Whether a section of a review asks a rule. */
export const isRuleOf = (section: string, rule: string): boolean => {
  const rules: readonly RuleText[] =
    section === "static code rules" ? CODE_RULES : section === "container review" ? CONTAINERS : [];
  return rules.some(({ id }) => id === rule);
};
export { CONTAINERS, isDockerfile, isManifest } from "./containers.ts";
export type { RuleText } from "./rule.ts";
