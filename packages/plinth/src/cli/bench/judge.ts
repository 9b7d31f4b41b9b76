import { compareSeries } from "#load";
import type { Figure } from "./figures.ts";
import type { BenchRun } from "./run.ts";

/** How a figure compares with the baseline's. */
export interface Judgement {
  readonly id: string;
  readonly name: string;
  /** Means of the single measurements. */
  readonly before: number;
  readonly after: number;
  /** After divided by before, and where 95 % of resampled ratios lie. */
  readonly ratio: number;
  readonly interval: readonly [low: number, high: number];
  readonly margin: number;
  readonly verdict: "regression" | "better" | "same";
}

/** What a comparison brought, or why there is none. */
export type Comparison =
  | { readonly ok: true; readonly judgements: readonly Judgement[] }
  | { readonly ok: false; readonly reason: string };

const judge = (before: Figure, after: Figure): Judgement | undefined => {
  if (before.compared === undefined || after.compared === undefined) return undefined;
  const { margin } = after.compared;
  const isMoreBetter = after.better === "more";
  const series = [before.compared.series, after.compared.series] as const;
  const found = compareSeries(after.name, isMoreBetter, series);
  const { ratio, interval } = found;
  if (ratio === undefined || interval === undefined) return undefined;
  const [low, high] = interval;
  // The whole interval lies beyond what is let pass.
  const isWorse = isMoreBetter ? high < 1 / (1 + margin) : low > 1 + margin;
  const isBetter = isMoreBetter ? low > 1 + margin : high < 1 / (1 + margin);
  return {
    id: after.id,
    name: after.name,
    before: found.before,
    after: found.after,
    ratio,
    interval,
    margin,
    verdict: isWorse ? "regression" : isBetter ? "better" : "same",
  };
};

const difference = (before: BenchRun, after: BenchRun): string | undefined => {
  const settings = Object.keys(after.settings) as (keyof BenchRun["settings"])[];
  const other = settings.find((name) => before.settings[name] !== after.settings[name]);
  if (other !== undefined) return `another ${other} (${before.settings[other]})`;
  const { processor, cores, node } = before.environment;
  const now = after.environment;
  if (processor !== now.processor || cores !== now.cores) return "another machine";
  return node.split(".")[0] === now.node.split(".")[0] ? undefined : `another Node (${node})`;
};

/**
 * Compares a run with the baseline (PERF-08). A figure is a regression where the whole confidence
 * interval of the ratio lies beyond its margin; fewer than five measurements show nothing.
 */
export const compareBenches = (before: BenchRun, after: BenchRun): Comparison => {
  const other = difference(before, after);
  if (other !== undefined) return { ok: false, reason: `the baseline is of ${other}` };
  const judgements = after.figures.flatMap((figure) => {
    const old = before.figures.find(({ id }) => id === figure.id);
    return old === undefined ? [] : (judge(old, figure) ?? []);
  });
  return { ok: true, judgements };
};

/** What became worse; nothing where nothing was compared. */
export const regressionsOf = (comparison: Comparison | undefined): readonly Judgement[] =>
  comparison?.ok === true
    ? comparison.judgements.filter(({ verdict }) => verdict === "regression")
    : [];

/** A second comparison, in which only that is a regression which the first one suspected too. */
export const confirmed = (
  suspects: readonly Judgement[],
  second: Comparison | undefined,
): Comparison | undefined => {
  if (second?.ok !== true) return second;
  const isSuspect = ({ id }: Judgement) => suspects.some((one) => one.id === id);
  const judgements = second.judgements.map((one) =>
    one.verdict === "regression" && !isSuspect(one) ? { ...one, verdict: "same" as const } : one,
  );
  return { ok: true, judgements };
};
