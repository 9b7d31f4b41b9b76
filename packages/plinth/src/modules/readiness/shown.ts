import { Value } from "#vendor/typebox-value";
import { type PublishedReport, ReportSchema } from "./schema.ts";

type Shown = PublishedReport;
type ShownItem = Shown["lists"]["soc2"][number];

/** A box as it was signed: it names its checks, which stand elsewhere in the report. */
interface SignedItem extends Omit<ShownItem, "checks" | "moreChecks"> {
  readonly by: readonly string[];
  readonly checks: readonly string[];
}

type SignedEstimate = Omit<Shown["estimates"][number], "moreToClose">;

/** What a signed report has, as far as it is shown; the rest is as it is shown. */
export interface SignedReport extends Omit<Shown, "lists" | "estimates" | "dependencies"> {
  readonly estimates: readonly SignedEstimate[];
  readonly lists: { readonly [Name in keyof Shown["lists"]]: readonly SignedItem[] };
  readonly checks: ShownItem["checks"];
  readonly dependencies: Omit<Shown["dependencies"], "licences"> & {
    readonly licences: Readonly<Record<string, number>>;
  };
}

/** Most checks that a box opens, and that an estimate names. */
const MOST_CHECKS = 4;

/** A box with its checks: those that ticked it first, then those that leave it open. */
const itemOf =
  (checks: ReadonlyMap<string, ShownItem["checks"][number]>) =>
  ({ by, checks: named, ...item }: SignedItem): ShownItem => {
    const ids = [...new Set([...by.filter((one) => named.includes(one)), ...named])];
    const known = ids.flatMap((one) => checks.get(one) ?? []);
    return {
      ...item,
      checks: known.slice(0, MOST_CHECKS),
      moreChecks: Math.max(0, known.length - MOST_CHECKS),
    };
  };

const listsOf = ({ lists, checks }: SignedReport): Shown["lists"] => {
  const boxed = itemOf(new Map(checks.map((check) => [check.id, { ...check }])));
  return {
    checklist: lists.checklist.map(boxed),
    deployment: lists.deployment.map(boxed),
    soc2: lists.soc2.map(boxed),
    questionnaire: lists.questionnaire.map(boxed),
  };
};

const estimateOf = (estimate: SignedEstimate): Shown["estimates"][number] => ({
  ...estimate,
  closedBy: estimate.closedBy.slice(0, MOST_CHECKS),
  moreToClose: Math.max(0, estimate.closedBy.length - MOST_CHECKS),
});

const dependenciesOf = ({ dependencies }: SignedReport): Shown["dependencies"] => ({
  ...dependencies,
  licences: Object.entries(dependencies.licences).map(([licence, packages]) => ({
    licence,
    packages,
  })),
});

/**
 * The members that are shown, of a report with more of them, and nothing else of it.
 * @throws {TypeError} where one is missing.
 */
export const shownOf = (report: SignedReport): Shown => {
  const shown = Value.Clean(ReportSchema, {
    ...report,
    lists: listsOf(report),
    estimates: report.estimates.map(estimateOf),
    dependencies: dependenciesOf(report),
  });
  if (Value.Check(ReportSchema, shown)) return shown;
  throw new TypeError("the report lacks what is shown of one");
};
