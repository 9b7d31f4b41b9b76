import { DEPTHS, type Probe } from "../probe.ts";
import type { ReadinessReport } from "./document.ts";
import type { Evidence } from "./evidence/evidence.ts";
import { freshnessOf } from "./freshness.ts";
import { changesOf } from "./judge/changes.ts";
import { listsOf } from "./judge/checklists.ts";
import { areasOf, capabilitiesOf, coverageOf, progressOf } from "./judge/counts.ts";
import { estimatesOf } from "./judge/estimates.ts";
import { gatesOf, verdictOf } from "./judge/gates.ts";
import { ledgerOf } from "./judge/ledger.ts";
import { type AgedLine, agedLines, asvsOf, effective, sumsOf, unmetLines } from "./judge/lines.ts";
import { methodsOf } from "./judge/methods.ts";
import { standingsOf, testOutcomes } from "./judge/standings.ts";
import { advisoriesOf, dependenciesOf, skewOf, undeployedOf } from "./judge/supplies.ts";
import { propertiesOf, testsOf } from "./judge/tests.ts";

/** What stands in the head of a report. */
export interface Circumstances {
  /** Milliseconds since the epoch: everything is judged as of then. */
  readonly now: number;
  readonly version: string;
  readonly author: string;
  /** All probes that there are: one that no audit has a line of is a line that did not run. */
  readonly probes: readonly Probe[];
  /** Ids of all drills that there are: one that was not held keeps its gate unmet. */
  readonly drills: readonly string[];
  /** What is checked out, where that is known. */
  readonly commit: { readonly id: string; readonly at: string } | undefined;
}

type Part<K extends keyof ReadinessReport> = Pick<ReadinessReport, K>;

const loadParts = ({ loads }: Evidence, now: number): Part<"objectives" | "runs"> => ({
  objectives: loads.flatMap(({ source, value }) =>
    value.objectives.map(({ objective, measured, holds }) => ({
      source: source.name,
      target: value.target,
      objective,
      measured,
      holds,
      at: source.at,
      ...freshnessOf("load", source.at, now),
    })),
  ),
  runs: loads.map(({ source, value }) => ({
    source: source.name,
    target: value.target,
    rate: value.rate,
    errorPercent: Math.round(value.errorShare * 10_000) / 100,
    p50: value.total.latency.p50,
    p95: value.total.latency.p95,
    p99: value.total.latency.p99,
    requests: value.total.requests,
    connections: value.connections.peak,
    serverAgrees:
      value.confirmation?.state === "agrees" || value.confirmation?.state === "disagrees"
        ? value.confirmation.state
        : "not asked",
  })),
});

const postureOf = (value: number): ReadinessReport["security"]["posture"] => {
  if (value >= 95) return "strong";
  if (value >= 75) return "fair";
  return value > 0 ? "weak" : "not shown";
};

/** The drills that were held, each with the record of its incident, and those that were not. */
const drillParts = (
  { drills }: Evidence,
  lines: readonly AgedLine[],
  wanted: readonly string[],
): Part<"drills" | "missingDrills"> => {
  const held = lines.filter(({ source }) => drills.some((one) => one.source.name === source));
  return {
    drills: held.map(
      ({ id, claim, verdict, severity, measured, source, at, goodUntil, isStale }) => {
        const record = drills
          .find((one) => one.source.name === source)
          ?.value.drills.find((one) => one.id === id);
        const lost = record?.lost;
        return {
          ...{ id, claim, verdict, severity, measured, source, at, goodUntil, isStale },
          detectMs: record?.detectMs ?? null,
          recoverMs: record?.recoverMs ?? null,
          lost:
            lost === null || lost === undefined ? null : `${lost.lost} of ${lost.of} ${lost.what}`,
          steps: record?.steps ?? [],
        };
      },
    ),
    missingDrills: wanted.filter((id) => !held.some((line) => line.id === id)),
  };
};

/** When the first piece of evidence that is there becomes too old; null where there is none. */
const nextReviewOf = (
  evidence: Evidence,
  lines: readonly AgedLine[],
  now: number,
): string | null => {
  const others = [
    ...evidence.loads.map(({ source }) => freshnessOf("load", source.at, now)),
    ...evidence.tests.map(({ source }) => freshnessOf("tests", source.at, now)),
    ...evidence.advisories.map(({ source }) => freshnessOf("advisories", source.at, now)),
    ...evidence.deployed.map(({ source }) => freshnessOf("deployed", source.at, now)),
    ...evidence.reviews.map(({ source }) => freshnessOf("audit", source.at, now)),
  ];
  const ends = [...lines.filter(({ verdict }) => verdict === "pass"), ...others]
    .map(({ goodUntil }) => goodUntil)
    .filter((end) => end !== "");
  return ends.toSorted()[0] ?? null;
};

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)].toSorted();

const ownersOf = ({ people }: Evidence): Readonly<Record<string, string>> =>
  Object.assign({}, ...people.map(({ value }) => value.owners));

/** Everything of the report that the gates are judged by. */
const bodyOf = (evidence: Evidence, lines: readonly AgedLine[], about: Circumstances) => {
  const { now } = about;
  const previous = evidence.previous[0]?.value;
  const outcomes = testOutcomes(evidence, now);
  const { requirements } = evidence.registry;
  const standings = standingsOf(requirements, lines, outcomes);
  const sums = sumsOf(lines);
  const capabilities = capabilitiesOf(standings);
  const ledger = ledgerOf(evidence, lines.map(effective), now);
  return {
    score: sums.score,
    security: {
      ...sums.security,
      posture: postureOf(sums.security.value),
      before: previous?.security.value ?? null,
    },
    capabilities,
    progress: progressOf(capabilities.filter(({ state }) => state !== "roadmap")),
    coverage: coverageOf(standings, previous),
    ...areasOf(standings, previous),
    ...loadParts(evidence, now),
    ...drillParts(evidence, lines, about.drills),
    owasp: sums.owasp,
    asvs: asvsOf(lines),
    tests: testsOf(outcomes),
    properties: propertiesOf(evidence, outcomes),
    dependencies: dependenciesOf(evidence),
    advisories: advisoriesOf(evidence, now),
    ledger,
    ...listsOf({ standings, lines, registry: evidence.registry, owners: ownersOf(evidence) }),
    estimates: estimatesOf(evidence, lines, standings),
    methods: methodsOf(evidence, lines, now),
    skew: skewOf(evidence, about.version, about.commit),
    undeployed: undeployedOf(evidence, ledger, about.version),
    sources: evidence.sources,
  };
};

/**
 * Makes the readiness report of a deployment. A pure function of evidence and circumstances: nothing
 * in it can be typed by hand, and whoever has the same files gets the same report.
 */
export const buildReadiness = (evidence: Evidence, about: Circumstances): ReadinessReport => {
  const lines = agedLines(evidence, about.now, about.probes);
  const body = bodyOf(evidence, lines, about);
  const nextReview = nextReviewOf(evidence, lines, about.now);
  const depths = evidence.audits.map(({ value }) => value.depth);
  const gates = gatesOf({
    ...body,
    changes: { since: null, better: [], worse: [], other: [] },
    unmet: unique(unmetLines(evidence, lines).map(({ id }) => id)),
    nextReview,
    now: about.now,
    auditDepth: DEPTHS.findLast((depth) => depths.includes(depth)),
  });
  const report = {
    header: {
      type: "readiness report of a deployment" as const,
      generatedAt: new Date(about.now).toISOString(),
      nextReview,
      tool: { name: "plinth report" as const, version: about.version },
      commit: about.commit?.id ?? null,
      author: about.author,
      targets: unique(
        [...evidence.audits, ...evidence.loads, ...evidence.drills].map(
          ({ value }) => value.target,
        ),
      ),
      useCases: body.capabilities
        .filter(({ state }) => state === "supported")
        .map(({ name }) => name),
    },
    verdict: verdictOf(gates),
    gates,
    ...body,
  };
  return { ...report, changes: changesOf(evidence.previous[0]?.value, report) };
};
