import { isRuleOf } from "../../source/index.ts";
import type { ReadinessReport } from "../document.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { Registry } from "../registry.ts";
import type { AgedLine } from "./lines.ts";
import { testOutcomes } from "./standings.ts";

type Finding = ReadinessReport["ledger"]["findings"][number];
type Open = Omit<Finding, "state" | "before" | "regressionTests">;

/** Named by rule, file and the line's own text: numbers of lines move, and that fixes nothing. */
const sourceId = (found: { readonly rule: string; readonly file: string; readonly code: string }) =>
  `${found.rule} ${found.file} ${found.code}`;

/** What a review of the source found; unreached throws are a measure, not a finding. */
const sourceFindings = ({ reviews }: Evidence): readonly Open[] =>
  reviews.flatMap(({ source, value }) =>
    value.sections
      .flatMap(({ findings }) => findings)
      .filter(({ severity }) => severity !== "info")
      .map((found) => ({
        id: sourceId(found),
        kind: found.kind,
        severity: found.severity,
        claim: `${found.what} (${found.standard})`,
        measured: `${found.file}:${found.line}`,
        requirements: [],
        source: source.name,
      })),
  );

/** Findings of this run: failed lines, missed objectives, failed tests. */
const openFindings = (
  evidence: Evidence,
  lines: readonly AgedLine[],
  now: number,
): readonly Open[] => [
  ...lines
    .filter(({ verdict }) => verdict === "fail")
    .map(({ id, owasp, severity, claim, measured, requirements, source }) => ({
      id,
      kind: owasp === "none" ? ("quality" as const) : ("security" as const),
      severity,
      claim,
      measured,
      requirements,
      source,
    })),
  ...evidence.loads.flatMap(({ source, value }) =>
    value.objectives
      .filter(({ holds }) => !holds)
      .map(({ objective, measured }) => ({
        id: `${value.target} ${objective}`,
        kind: "performance" as const,
        severity: "medium",
        claim: `${objective} at ${value.target}`,
        measured: String(measured),
        requirements: [],
        source: source.name,
      })),
  ),
  ...sourceFindings(evidence),
  ...testOutcomes(evidence, now)
    .filter(({ isFailed }) => isFailed)
    .map(({ file, name }) => ({
      id: `${file} ${name}`,
      kind: "quality" as const,
      severity: "medium",
      claim: name,
      measured: "the test failed",
      requirements: [],
      source: file,
    })),
];

const testsNaming = (requirements: readonly string[], registry: Registry): readonly string[] => [
  ...new Set(
    [...registry.requirements, ...registry.properties]
      .filter(({ id }) => requirements.includes(id))
      .flatMap(({ tests }) => Object.keys(tests)),
  ),
];

/** What was measured of a performance finding that is gone. */
const afterOf = (finding: Finding, evidence: Evidence): string | undefined => {
  for (const { value } of evidence.loads) {
    const now = value.objectives.find(
      ({ objective }) => `${value.target} ${objective}` === finding.id,
    );
    if (now !== undefined) return String(now.measured);
  }
  return undefined;
};

/**
 * A finding of before that is not there now: fixed where a regression test is linked, or, for
 * performance, where it was measured again; otherwise it stays open (EVID-08).
 */
const followUp = (
  finding: Finding,
  evidence: Evidence,
  lines: readonly AgedLine[],
  now: number,
): Finding => {
  const tests = testsNaming(finding.requirements, evidence.registry);
  if (finding.kind === "performance") {
    const after = afterOf(finding, evidence);
    return after === undefined
      ? { ...finding, state: "open", regressionTests: [] }
      : { ...finding, state: "fixed", before: finding.measured, measured: after };
  }
  const outcome = testOutcomes(evidence, now).find(
    ({ file, name }) => `${file} ${name}` === finding.id,
  );
  // A rule that ran again and does not find it any more is the test that keeps it fixed.
  const rule = finding.id.split(" ")[0] ?? "";
  const again = evidence.reviews.find(({ value }) =>
    value.sections.some(({ name, state }) => state === "ran" && isRuleOf(name, rule)),
  );
  if (again !== undefined) {
    return { ...finding, state: "fixed", regressionTests: [`${again.source.name} ${rule}`] };
  }
  if (finding.requirements.length === 0) {
    // A failed test is fixed when it passes; one that was deleted leaves the finding open.
    return outcome?.isPassed === true
      ? { ...finding, state: "fixed", regressionTests: [outcome.file] }
      : { ...finding, state: "open", regressionTests: [] };
  }
  const isGreen = lines.some(({ id, verdict }) => id === finding.id && verdict === "pass");
  return {
    ...finding,
    state: isGreen && tests.length > 0 ? "fixed" : "open",
    regressionTests: tests,
  };
};

/** The ledger of findings: totals add up because they are counted, not written (EVID-08). */
export const ledgerOf = (
  evidence: Evidence,
  lines: readonly AgedLine[],
  now: number,
): ReadinessReport["ledger"] => {
  const open = openFindings(evidence, lines, now);
  const before = evidence.previous[0]?.value.ledger.findings ?? [];
  const gone = before.filter(
    ({ id, state }) => state === "open" && !open.some((finding) => finding.id === id),
  );
  const findings: readonly Finding[] = [
    ...open.map((finding) => ({
      ...finding,
      state: "open" as const,
      before: before.find(({ id }) => id === finding.id)?.measured ?? null,
      regressionTests: testsNaming(finding.requirements, evidence.registry),
    })),
    ...gone.map((finding) => followUp(finding, evidence, lines, now)),
  ];
  const count = (kind: Finding["kind"]): number =>
    findings.filter((finding) => finding.kind === kind && finding.state === "open").length;
  const [security, performance, quality] = [
    count("security"),
    count("performance"),
    count("quality"),
  ];
  return {
    open: { security, performance, quality, total: security + performance + quality },
    findings,
  };
};
