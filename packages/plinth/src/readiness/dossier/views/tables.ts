import type { ReadinessReport } from "../document.ts";
import { beforeText, type Cell, dayOf, drillText, type Table, type Tone, tenths } from "./words.ts";

const row = (tone: Tone, ...cells: readonly Cell[]) => ({ cells, tone });
const toneOf = (isGood: boolean): Tone => (isGood ? "good" : "bad");
const list = (texts: readonly string[], most = 4): string => {
  if (texts.length === 0) return "-";
  return `${texts.slice(0, most).join(", ")}${texts.length > most ? ` and ${texts.length - most} more` : ""}`;
};

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
  head: ["Area", "Score", "Per cent", "Shown", "Target", "Before", "Risk"],
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
        drillText(drill),
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

const items = (title: string, all: ReadinessReport["lists"]["checklist"]): Table => ({
  title,
  none: "None.",
  head: ["Group", "Item", "State", "Requirements", "Evidence"],
  rows: all.map((item) =>
    row(
      item.state === "shown" ? "good" : item.state === "partly" ? "plain" : "bad",
      item.group,
      item.title,
      `${item.state}, ${item.shown} of ${item.of}`,
      item.requirements.join(", "),
      list(item.by, 3),
    ),
  ),
});

const methods = ({ methods: all }: ReadinessReport): Table => ({
  title: "Method",
  none: "None.",
  head: ["Part", "State", "Evidence"],
  rows: all.map(({ name, state, by }) => row(toneOf(state === "present"), name, state, list(by))),
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
  licences(report),
  advisories(report),
  items("Readiness checklist", report.lists.checklist),
  items("SOC 2 control map", report.lists.soc2),
  items("Security questionnaire", report.lists.questionnaire),
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
