export {
  type CorpusRate,
  type CorpusRow,
  hideInProse,
  measureCorpus,
  parseCorpus,
  percentFound,
  totalRate,
} from "./corpus/corpus.ts";
export { countRules, type Detector, defineDetector } from "./detectors.ts";
export type { Finding, ThreatClass } from "./engine/finding.ts";
export { createInspector, type Inspector, inspectText } from "./engine/inspect-text.ts";
export { RULES, type Rule, type RuleId } from "./rules/index.ts";
export { createInspection, type InspectionOptions } from "./stage/stage.ts";
