export { buildReadiness } from "./build.ts";
export { READINESS_SCHEMA, type ReadinessReport, readPrevious } from "./document.ts";
export { type Component, componentsOf } from "./evidence/components.ts";
export {
  type EvidenceFile,
  type EvidenceKind,
  readEvidence,
} from "./evidence/evidence.ts";
export { sha256Of } from "./evidence/sha256.ts";
export { EvidenceError, readLock } from "./evidence/shapes.ts";
export { percentOf, progressOf } from "./judge/counts.ts";
export { loadRegistry, type Registry } from "./registry.ts";
export {
  deploymentKeyOf,
  differencesOf,
  openReadiness,
  publicPemOf,
  readVerifyingKey,
  StatementError,
  signReadiness,
} from "./sign.ts";
export { questionnaireCsv, soc2Csv } from "./views/csv.ts";
export { readinessHtml } from "./views/html.ts";
export { readinessMarkdown } from "./views/markdown.ts";
export { readinessText } from "./views/text.ts";
