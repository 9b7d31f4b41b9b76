import type { PublishedReport } from "./schema.ts";

type Shown = PublishedReport;
type ShownItem = Shown["lists"]["soc2"][number];

/** A box as it was signed: it names its checks, which stand elsewhere in the report. */
interface SignedItem extends Omit<ShownItem, "checks" | "moreChecks"> {
  readonly by: readonly string[];
  readonly checks: readonly string[];
}

type SignedEstimate = Omit<Shown["estimates"][number], "moreToClose">;

/** What a signed report has, as far as it is shown. */
export interface SignedReport extends Omit<Shown, "lists" | "estimates"> {
  readonly estimates: readonly SignedEstimate[];
  readonly lists: { readonly [Name in keyof Shown["lists"]]: readonly SignedItem[] };
  readonly checks: ShownItem["checks"];
}

/** Most checks that a box opens, and that an estimate names. */
const MOST_CHECKS = 4;

const areaOf = ({ name, percent, shown, of, target, risk, because }: Shown["overall"]) => ({
  ...{ name, percent, shown, of, target, risk, because },
});

/** A box with its checks: those that ticked it first, then those that leave it open. */
const itemOf =
  (checks: ReadonlyMap<string, ShownItem["checks"][number]>) =>
  ({ id, group, title, state, shown, of, by, checks: named, owner }: SignedItem): ShownItem => {
    const ids = [...new Set([...by.filter((one) => named.includes(one)), ...named])];
    const known = ids.flatMap((one) => checks.get(one) ?? []);
    return {
      ...{ id, group, title, state, shown, of, owner },
      checks: known.slice(0, MOST_CHECKS),
      moreChecks: Math.max(0, known.length - MOST_CHECKS),
    };
  };

const listsOf = ({ lists, checks }: SignedReport): Shown["lists"] => {
  const boxed = itemOf(
    new Map(checks.map(({ id, state, command }) => [id, { id, state, command }])),
  );
  return {
    checklist: lists.checklist.map(boxed),
    deployment: lists.deployment.map(boxed),
    soc2: lists.soc2.map(boxed),
    questionnaire: lists.questionnaire.map(boxed),
  };
};

const estimateOf = (estimate: SignedEstimate): Shown["estimates"][number] => {
  const { area, about, range, label, by, on, closedBy } = estimate;
  return {
    ...{ area, about, range, label, by, on, closedBy: closedBy.slice(0, MOST_CHECKS) },
    moreToClose: Math.max(0, closedBy.length - MOST_CHECKS),
  };
};

const figuresOf = ({ verdict, score, security, overall, ledger }: SignedReport) => ({
  verdict: { isReady: verdict.isReady, met: verdict.met, of: verdict.of },
  score: { value: score.value, denominator: score.denominator },
  security: { value: security.value, posture: security.posture },
  overall: areaOf(overall),
  ledger: { open: { ...ledger.open } },
});

/**
 * The members that are shown, of a report with more of them.
 * @throws {TypeError} where one is missing.
 */
export const shownOf = (report: SignedReport): Shown => {
  const { header } = report;
  return {
    ...figuresOf(report),
    header: {
      generatedAt: header.generatedAt,
      nextReview: header.nextReview,
      commit: header.commit,
      author: header.author,
      targets: header.targets,
    },
    gates: report.gates.map(({ id, claim, isMet, measured, wanted }) => ({
      ...{ id, claim, isMet, measured, wanted },
    })),
    areas: report.areas.map(areaOf),
    capabilities: report.capabilities.map(({ name, state, shown, of }) => ({
      ...{ name, state, shown, of },
    })),
    objectives: report.objectives.map(({ objective, target, measured, holds, at, goodUntil }) => ({
      ...{ objective, target, measured, holds, at, goodUntil },
    })),
    drills: report.drills.map(({ id, claim, verdict, measured, at, goodUntil }) => ({
      ...{ id, claim, verdict, measured, at, goodUntil },
    })),
    lists: listsOf(report),
    estimates: report.estimates.map(estimateOf),
    skew: [...report.skew],
    undeployed: [...report.undeployed],
    sources: report.sources.map(({ kind, name, at, sha256 }) => ({
      ...{ kind, name, at, sha256 },
    })),
  };
};
