import type { ReadinessArea, ReadinessItem, ReadinessReport } from "./readiness-api.ts";

type Verdict = Pick<ReadinessReport, "verdict">;
type Numbers = Pick<ReadinessReport, "score" | "security" | "overall">;

/** The verdict as `plinth report` words it. */
export const verdictWords = ({ verdict }: Verdict): string =>
  `${verdict.isReady ? "production-ready" : "not production-ready"}: ${verdict.met} of ${verdict.of} gates met`;

/** "8.5 of 10, 85 %": tenths are made of per cent, so that they never differ. */
export const areaWords = ({ percent }: Pick<ReadinessArea, "percent">): string =>
  `${(percent / 10).toFixed(1)} of 10, ${percent} %`;

/** The numbers as `plinth report` words them (P-068). */
export const numberWords = ({ score, security, overall }: Numbers): string =>
  `score ${score.value} of ${score.denominator}; security score ${security.value} of 100 (${security.posture}); overall ${areaWords(overall)} (${overall.shown} of ${overall.of} requirements shown)`;

/** Whether a piece of evidence counts no more; both ISO times. */
export const isPast = (goodUntil: string, now: string): boolean => !(goodUntil >= now);

/** The sum of open findings, as it is made. */
export const findingWords = ({
  ledger: { open },
}: {
  readonly ledger: Pick<ReadinessReport["ledger"], "open">;
}): string =>
  `${open.security} security + ${open.performance} performance + ${open.quality} quality = ${open.total} open findings`;

/** What an earlier report said of the same, where there was one. */
export const beforeWords = ({ before }: Pick<ReadinessArea, "before">): string =>
  before === null ? "" : `, before ${before} %`;

/** What became of things since the report before, as `plinth report` words it. */
export const changeWords = ({
  changes: { since, better, worse, other },
}: Pick<ReadinessReport, "changes">): readonly string[] =>
  since === null
    ? ["No earlier report was given."]
    : [
        `Since ${since}:`,
        ...better.map((text) => `better: ${text}`),
        ...worse.map((text) => `worse: ${text}`),
        ...other,
      ];

/** How far the requirements are, as `plinth report` words it. */
export const progressWords = ({ progress }: Pick<ReadinessReport, "progress">): string =>
  `${progress.done} of ${progress.total} requirements, ${progress.percent} %; ${progress.complete} capabilities complete, ${progress.partial} partial, ${progress.remaining} remaining; next: ${progress.next ?? "none"}`;

/** How the tests ended. */
export const testWords = ({ tests }: Pick<ReadinessReport, "tests">): string =>
  `${tests.passed} of ${tests.total} tests passed, ${tests.failed} failed, ${tests.skipped} skipped`;

/** How many of the properties are tested, and hold. */
export const propertyWords = ({ properties }: Pick<ReadinessReport, "properties">): string =>
  `${properties.implemented} of ${properties.total} properties implemented, ${properties.passed} passed`;

/** How many packages leave with the product. */
export const packageWords = ({ dependencies }: Pick<ReadinessReport, "dependencies">): string =>
  dependencies.state === "unknown"
    ? "No lock file was given."
    : `${dependencies.shipped} shipped of ${dependencies.total} packages`;

/** The first of some names, and how many more there are. */
export const fewWords = (names: readonly string[], most = 4): string => {
  if (names.length === 0) return "-";
  const more = names.length > most ? ` and ${names.length - most} more` : "";
  return `${names.slice(0, most).join(", ")}${more}`;
};

/** "4 checks", or that nothing ran that would say. */
export const checkWords = ({
  checks,
  moreChecks,
}: Pick<ReadinessItem, "checks" | "moreChecks">): string => {
  const count = checks.length + moreChecks;
  if (count === 0) return "no check";
  return count === 1 ? "1 check" : `${count} checks`;
};

/** "3 of 21 shown, 7 partly": a long list in a few words. */
export const boxWords = (items: readonly Pick<ReadinessItem, "state">[]): string => {
  const count = (wanted: ReadinessItem["state"]) =>
    items.filter(({ state }) => state === wanted).length;
  return `${count("shown")} of ${items.length} shown, ${count("partly")} partly`;
};

type Estimate = ReadinessReport["estimates"][number];

/** What would close the risk that an estimate is about. */
export const closingWords = ({
  closedBy,
  moreToClose,
}: Pick<Estimate, "closedBy" | "moreToClose">): string => {
  if (closedBy.length === 0) return "nothing that is open";
  return `${closedBy.join(", ")}${moreToClose > 0 ? ` and ${moreToClose} more` : ""}`;
};
