export {
  createTarget,
  type OpenedTarget,
  TargetError,
  type TargetOptions,
} from "./create-target.ts";
export {
  buildReadiness,
  type Component,
  componentsOf,
  deploymentKeyOf,
  differencesOf,
  EvidenceError,
  type EvidenceFile,
  type EvidenceKind,
  loadRegistry,
  openReadiness,
  percentOf,
  progressOf,
  publicPemOf,
  questionnaireCsv,
  READINESS_SCHEMA,
  type ReadinessReport,
  type Registry,
  readEvidence,
  readinessHtml,
  readinessMarkdown,
  readinessText,
  readLock,
  readPrevious,
  readVerifyingKey,
  StatementError,
  sha256Of,
  signReadiness,
  soc2Csv,
} from "./dossier/index.ts";
export { probeOfModule } from "./module-probe.ts";
export { type Coverage, coverageOf, OWASP_TOP_10, type Owasp } from "./owasp.ts";
export {
  DEPTHS,
  type Depth,
  type Evidence,
  type Finding,
  type Probe,
  SEVERITIES,
  type Severity,
  type Verdict,
} from "./probe.ts";
export { PROBES } from "./probes/index.ts";
export {
  isUnmet,
  type Report,
  type ReportLine,
  type Score,
  type SecurityScore,
  scoreOf,
  securityScoreOf,
  summaryOf,
} from "./report.ts";
export { baselineText, type Comparison, compareReports, replayText } from "./reports/compare.ts";
export { REPORT_SCHEMA, ReportError, readReport } from "./reports/schema.ts";
export { type RunOptions, runProbes } from "./runner.ts";
export {
  type Coverage as RunCoverage,
  readCoverage,
  readSourceReview,
  reviewSource,
  SOURCE_SCHEMA,
  type SourceFile,
  type SourceReview,
  sourceSarif,
  sourceText,
} from "./source/index.ts";
export type { Answer, Ask, Target } from "./target.ts";
export { htmlReport } from "./views/html.ts";
export { markdownReport } from "./views/markdown.ts";
export { sarifReport } from "./views/sarif.ts";
export { progressText, textReport, trafficText } from "./views/text.ts";
