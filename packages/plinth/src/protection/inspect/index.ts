export { type Finding, THREAT_CLASSES, type ThreatClass } from "./engine/finding.ts";
export { inspectText } from "./engine/inspect-text.ts";
export { RULES, type Rule, type RuleId } from "./rules/index.ts";
