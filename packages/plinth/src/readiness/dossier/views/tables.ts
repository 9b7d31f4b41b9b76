import type { ReadinessReport } from "../document.ts";
import { checks, estimates, items } from "./list-tables.ts";
import { list, row, toneOf } from "./rows.ts";
import { beforeText, dayOf, type Table, tenths } from "./words.ts";

const gates = ({ gates: all }: ReadinessReport): Table => ({
  title: "Gates",
  none: "None.",
  head: ["Gate", "Met", "Claim", "Measured", "Wanted", "Evidence"],
  rows: all.map((gate) =>
    row(
      toneOf(gate.isMet),
      gate.id,
      gate.isMet ? "met" : "unmet",
      gate.claim,
      gate.measured,
      gate.wanted,
      list(gate.sources),
    ),
  ),
});

const CAPABILITY_TONES = {
  supported: "good",
  partial: "plain",
  unproven: "bad",
  roadmap: "soft",
} as const;

const capabilities = ({ capabilities: all }: ReadinessReport): Table => ({
  title: "Capabilities",
  none: "None.",
  head: ["Capability", "State", "Shown", "Live probe", "Test", "File exists", "Nothing"],
  rows: all.map(({ name, state, shown, of, strengths }) =>
    row(
      CAPABILITY_TONES[state],
      name,
      state,
      `${shown} of ${of}`,
      strengths["live probe"],
      strengths.test,
      strengths["file exists"],
      strengths.nothing,
    ),
  ),
});

const areas = ({ areas: all, overall }: ReadinessReport): Table => ({
  title: "Areas",
  none: "None.",
  head: ["Area", "Score", "Per cent", "Shown", "Target", "Before", "Risk", "Because"],
  rows: [...all, overall].map((area) =>
    row(
      area.risk === "high" ? "bad" : area.risk === "low" ? "good" : "plain",
      area.name,
      `${tenths(area.percent)} of 10`,
      `${area.percent} %`,
      `${area.shown} of ${area.of}`,
      area.target === null ? "-" : `${area.target} %`,
      beforeText(area.before),
      area.risk,
      area.because,
    ),
  ),
});

const coverage = ({ coverage: all }: ReadinessReport): Table => ({
  title: "Computed coverage",
  none: "None.",
  head: ["What", "Shown", "Per cent", "Before"],
  rows: all.map(({ name, shown, of, percent, before }) =>
    row(toneOf(percent === 100), name, `${shown} of ${of}`, `${percent} %`, beforeText(before)),
  ),
});

const objectives = ({ objectives: all }: ReadinessReport): Table => ({
  title: "Service level objectives",
  none: "No objective was measured: plinth load --slo … --output results.json.",
  head: ["Objective", "Measured", "Holds", "Target", "Evidence", "Good until"],
  rows: all.map((one) =>
    row(
      one.isStale ? "soft" : toneOf(one.holds),
      one.objective,
      one.measured,
      one.isStale ? "too old, not counted" : one.holds ? "yes" : "no",
      one.target,
      one.source,
      dayOf(one.goodUntil),
    ),
  ),
});

const runs = ({ runs: all }: ReadinessReport): Table => ({
  title: "Load",
  none: "No load was run.",
  head: ["Target", "Requests", "Rate", "Errors", "p50", "p95", "p99", "Connections", "Server"],
  rows: all.map((run) =>
    row(
      run.serverAgrees === "disagrees" ? "bad" : "plain",
      run.target,
      run.requests,
      `${run.rate}/s`,
      `${run.errorPercent} %`,
      `${run.p50} ms`,
      `${run.p95} ms`,
      `${run.p99} ms`,
      run.connections,
      run.serverAgrees,
    ),
  ),
});

const drills = ({ drills: all, missingDrills }: ReadinessReport): Table => ({
  title: "Drills",
  none: "No drill was held: plinth drill --json.",
  head: ["Drill", "Verdict", "Claim", "Measured", "Held", "Good until"],
  rows: [
    ...all.map((drill) =>
      row(
        drill.isStale ? "soft" : toneOf(drill.verdict === "pass"),
        drill.id,
        drill.isStale ? `${drill.verdict}, too old, not counted` : drill.verdict,
        drill.claim,
        drill.measured,
        dayOf(drill.at),
        dayOf(drill.goodUntil),
      ),
    ),
    ...missingDrills.map((id) => row("bad", id, "not held", "-", "-", "-", "-")),
  ],
});

const owasp = ({ owasp: all }: ReadinessReport): Table => ({
  title: "OWASP Top 10:2021",
  none: "None.",
  head: ["Category", "Name", "Judged", "Passed", "Failed", "Apply"],
  rows: all.map(({ category, name, judged, passed, failed, applicable }) =>
    row(toneOf(judged > 0 && failed === 0), category, name, judged, passed, failed, applicable),
  ),
});

const asvs = ({ asvs: all }: ReadinessReport): Table => ({
  title: "OWASP ASVS 5",
  none: "No line names a requirement of it.",
  head: ["Chapter", "Passed", "Requirements that lines name"],
  rows: all.map(({ chapter, passed, applicable, requirements }) =>
    row(
      toneOf(passed === applicable && applicable > 0),
      chapter,
      `${passed} of ${applicable}`,
      requirements.join(", "),
    ),
  ),
});

const findings = ({ ledger }: ReadinessReport): Table => ({
  title: "Findings",
  none: "None.",
  head: ["Finding", "Kind", "State", "Severity", "Claim", "Measured", "Before", "Tests"],
  rows: ledger.findings.map((finding) =>
    row(
      finding.state === "fixed" ? "good" : "bad",
      finding.id,
      finding.kind,
      finding.state,
      finding.severity,
      finding.claim,
      finding.measured,
      finding.before ?? "-",
      list(finding.regressionTests),
    ),
  ),
});

const PROPERTY_TONES = {
  passed: "good",
  refuted: "bad",
  "not run": "soft",
  pending: "bad",
} as const;

const properties = ({ properties: { registry } }: ReadinessReport): Table => ({
  title: "Property tests",
  none: "No property is registered.",
  head: ["Property", "State", "What holds for everything generated", "Tests"],
  rows: registry.map(({ id, state, text, by }) =>
    row(PROPERTY_TONES[state], id, state, text, list(by)),
  ),
});

const licences = ({ dependencies }: ReadinessReport): Table => ({
  title: "Licences of shipped packages",
  none: "Unknown: no lock file.",
  head: ["Licence", "Packages"],
  rows: Object.entries(dependencies.licences).map(([licence, count]) =>
    row("plain", licence, count),
  ),
});

const advisories = ({ advisories: { found, state, detail } }: ReadinessReport): Table => ({
  title: "Known vulnerabilities",
  none: `${state}: ${detail}.`,
  head: ["Package", "Severity", "Versions"],
  rows: found.map(({ name, severity, range }) => row("bad", name, severity, range)),
});

const methods = ({ methods: all }: ReadinessReport): Table => ({
  title: "Method",
  none: "None.",
  head: ["Part", "State", "What it says", "Evidence"],
  rows: all.map(({ name, state, by, detail }) =>
    row(toneOf(state === "present"), name, state, detail, list(by)),
  ),
});

const sources = ({ sources: all }: ReadinessReport): Table => ({
  title: "Evidence",
  none: "No file.",
  head: ["File", "Given as", "As of", "SHA-256"],
  rows: all.map(({ name, kind, at, sha256 }) => row("plain", name, kind, at, sha256)),
});

/** Every table of a report, in the order in which it is read. */
export const tablesOf = (report: ReadinessReport): readonly Table[] => [
  gates(report),
  capabilities(report),
  areas(report),
  coverage(report),
  objectives(report),
  runs(report),
  drills(report),
  owasp(report),
  asvs(report),
  findings(report),
  properties(report),
  licences(report),
  advisories(report),
  items("Readiness checklist", report.lists.checklist),
  items("Deployment checklist", report.lists.deployment),
  items("SOC 2 control map", report.lists.soc2, true),
  items("Security questionnaire", report.lists.questionnaire),
  checks(report),
  estimates(report),
  methods(report),
  sources(report),
];

/** Sentences beside the tables. */
export const factsOf = (report: ReadinessReport): readonly (readonly [string, string])[] => {
  const { header, tests, properties, progress, dependencies, ledger } = report;
  const { open } = ledger;
  return [
    ["type", header.type],
    ["made at", header.generatedAt],
    ["made by", `plinth report ${header.tool.version}, account ${header.author}`],
    ["commit", header.commit ?? "unknown"],
    ["targets", list(header.targets)],
    ["next review", header.nextReview === null ? "no evidence" : dayOf(header.nextReview)],
    ["use cases covered", list(header.useCases, 40)],
    [
      "progress",
      `${progress.done} of ${progress.total} requirements, ${progress.percent} %; ${progress.complete} capabilities complete, ${progress.partial} partial, ${progress.remaining} remaining; next: ${progress.next ?? "none"}`,
    ],
    [
      "tests",
      `${tests.passed} of ${tests.total} passed, ${tests.failed} failed, ${tests.skipped} skipped`,
    ],
    [
      "properties",
      `${properties.implemented} of ${properties.total} implemented, ${properties.pending.length} pending, ${properties.passed} passed`,
    ],
    [
      "findings",
      `${open.security} security + ${open.performance} performance + ${open.quality} quality = ${open.total} open`,
    ],
    ["packages", `${dependencies.shipped} shipped of ${dependencies.total}: ${dependencies.state}`],
    ["skew", list(report.skew)],
    ["fixed and not deployed", list(report.undeployed, 20)],
  ];
};

/** What became of things since the last report. */
export const changeLines = ({ changes }: ReadinessReport): readonly string[] =>
  changes.since === null
    ? ["No earlier report was given."]
    : [
        `Since ${changes.since}:`,
        ...changes.better.map((text) => `better: ${text}`),
        ...changes.worse.map((text) => `worse: ${text}`),
        ...changes.other,
      ];
