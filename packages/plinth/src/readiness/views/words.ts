import type { Verdict } from "../probe.ts";
import type { Report, ReportLine } from "../report.ts";

/** Verdicts in the order in which they are counted. */
export const VERDICTS: readonly Verdict[] = [
  "fail",
  "warn",
  "blocked",
  "not-run",
  "pass",
  "not-applicable",
];

/** "1 fail, 0 warn, …": how many lines of each verdict. */
export const countsText = ({ lines }: Pick<Report, "lines">): string =>
  VERDICTS.map(
    (verdict) => `${lines.filter((line) => line.verdict === verdict).length} ${verdict}`,
  ).join(", ");

/** The lines that somebody has to look at. */
export const openLines = ({ lines }: Pick<Report, "lines">): readonly ReportLine[] =>
  lines.filter(({ verdict }) => verdict === "fail" || verdict === "warn");

/** Lines without a verdict, together where the reason is the same. */
export const unjudged = ({
  lines,
}: Pick<Report, "lines">): readonly {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly ids: readonly string[];
}[] =>
  [
    ...Map.groupBy(
      lines.filter(({ verdict }) => verdict === "blocked" || verdict === "not-run"),
      ({ verdict, measured }) => `${verdict} ${measured}`,
    ).values(),
  ].map((together) => ({
    verdict: together[0]?.verdict ?? "not-run",
    reason: together[0]?.measured ?? "",
    ids: together.map(({ id }) => id),
  }));

/** The score of lines in words: the one number that every view shows. */
export const scoreText = ({ score }: Pick<Report, "score">): string =>
  `score ${score.value} of ${score.denominator}`;
