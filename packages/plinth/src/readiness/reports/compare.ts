import type { Verdict } from "../probe.ts";
import type { Report, ReportLine } from "../report.ts";

/** A line whose verdict is another one than before. */
export interface Change {
  readonly id: string;
  readonly before: Verdict;
  readonly after: Verdict;
  readonly measured: string;
}

/** How a report differs from an earlier one of the same target. */
export interface Comparison {
  readonly same: number;
  readonly changed: readonly Change[];
  /** Lines of the earlier report alone: probes that are not there any more, or were not asked for. */
  readonly gone: readonly string[];
  /** Lines of the later report alone. */
  readonly added: readonly string[];
  /** Share of equal verdicts among all lines of the earlier report, 0 to 1. */
  readonly agreement: number;
}

const byId = (report: Report): ReadonlyMap<string, ReportLine> =>
  new Map(report.lines.map((line) => [line.id, line]));

/** Compares line by line; what is gone agrees with nothing. */
export const compareReports = (before: Report, after: Report): Comparison => {
  const [earlier, later] = [byId(before), byId(after)];
  const both = [...earlier.values()].flatMap((old) => {
    const now = later.get(old.id);
    return now === undefined ? [] : [{ old, now }];
  });
  const changed = both
    .filter(({ old, now }) => old.verdict !== now.verdict)
    .map(({ old, now }) => ({
      id: old.id,
      before: old.verdict,
      after: now.verdict,
      measured: now.measured,
    }));
  const same = both.length - changed.length;
  return {
    same,
    changed,
    gone: [...earlier.keys()].filter((id) => !later.has(id)),
    added: [...later.keys()].filter((id) => !earlier.has(id)),
    agreement: earlier.size === 0 ? 1 : same / earlier.size,
  };
};

const percent = (share: number): string => `${(Math.floor(share * 1_000) / 10).toFixed(1)} %`;

const changeText = ({ id, before, after, measured }: Change): string =>
  `  ${id}: ${before} -> ${after} (${measured})`;

/** What a replay says: every line that is not as it was. */
export const replayText = (comparison: Comparison): readonly string[] => {
  const { same, changed, gone, agreement } = comparison;
  const all = same + changed.length + gone.length;
  return [
    ...changed.map(changeText),
    ...gone.map((id) => `  ${id}: there is no such probe any more`),
    `replayed ${all} lines: ${same} as before, agreement ${percent(agreement)}`,
  ];
};

const BAD: readonly Verdict[] = ["fail", "warn", "blocked", "not-run"];

/** What became better, worse, and stayed: before and after. */
export const baselineText = (before: Report, after: Report): readonly string[] => {
  const { changed, same, gone, added } = compareReports(before, after);
  const fixed = changed.filter(({ after: now }) => now === "pass");
  const worse = changed.filter((change) => BAD.includes(change.after) && change.before === "pass");
  const other = changed.filter((change) => !fixed.includes(change) && !worse.includes(change));
  const section = (name: string, changes: readonly Change[]): readonly string[] =>
    changes.length === 0 ? [] : [`${name}:`, ...changes.map(changeText)];
  const difference = after.security.value - before.security.value;
  const sign = difference < 0 ? "" : "+";
  return [
    ...section("fixed", fixed),
    ...section("worse", worse),
    ...section("otherwise changed", other),
    ...(added.length === 0 ? [] : [`new lines: ${added.join(", ")}`]),
    ...(gone.length === 0 ? [] : [`lines of the baseline alone: ${gone.join(", ")}`]),
    `${fixed.length} fixed, ${worse.length} worse, ${other.length} otherwise changed, ${same} unchanged`,
    `score ${before.score.value} of ${before.score.denominator} -> ${after.score.value} of ${after.score.denominator}`,
    `security score ${before.security.value} -> ${after.security.value} (${sign}${difference})`,
  ];
};
