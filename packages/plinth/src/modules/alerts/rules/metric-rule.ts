import type { MetricsHistory } from "#modules/metrics-history";
import { type AlertLimits, type AlertReading, type AlertRule, readingOf } from "#services/alerts";

/** What metric rules read. */
export type Measures = Pick<MetricsHistory, "measure">;

const MINUTE_MS = 60_000;

/** A figure as people say it. */
export const figureWords = (value: number, unit: AlertLimits["unit"]): string => {
  if (unit === "ratio") return `${(value * 100).toFixed(value < 0.1 ? 1 : 0)} %`;
  if (unit === "count") return value.toLocaleString("en-GB", { maximumFractionDigits: 0 });
  return value < 10 ? `${Math.round(value * 1_000)} ms` : `${value.toFixed(0)} s`;
};

/** "within 5 minutes" */
export const windowWords = (ms: number): string =>
  ms < MINUTE_MS * 2 ? `within ${ms / 1_000} seconds` : `within ${ms / MINUTE_MS} minutes`;

interface Common {
  readonly id: string;
  readonly about: string;
  readonly advice: string;
  readonly limits: AlertLimits;
  readonly windowMs: number;
  readonly forMs?: number;
  readonly everyMs?: number;
  readonly prometheus: { readonly expr: string; readonly for: string };
}

const base = ({ id, about, advice, limits, forMs, everyMs, prometheus }: Common) => ({
  id,
  about,
  advice,
  severity: "warning" as const,
  limits,
  prometheus,
  ...(forMs === undefined ? {} : { forMs }),
  ...(everyMs === undefined ? {} : { everyMs }),
});

const sumOf = (values: readonly (number | null)[]): number =>
  values.reduce<number>((sum, value) => sum + (value ?? 0), 0);

/** A rule on a share of what a counter counted: never on the counts, so traffic of any size is alike. */
export const shareRule = (
  measures: Measures,
  rule: Common & {
    readonly metric: string;
    readonly by: string;
    /** Which values of the label are the share. */
    readonly isPart: (label: string) => boolean;
    /** Fewer in the window say nothing. */
    readonly least: number;
    /** Such as "of the requests failed". */
    readonly words: string;
    readonly where: string;
  },
): AlertRule => ({
  ...base(rule),
  chart: { metric: rule.metric, statistic: "rate", where: rule.where },
  evaluate: async (_, limits = rule.limits) => {
    const { metric, by, windowMs, isPart, least } = rule;
    const lines = await measures.measure({ name: metric, by, windowMs, statistic: "increase" });
    const all = sumOf(lines.map(({ value }) => value));
    if (all < least) return all === 0 ? quiet(rule) : undefined;
    const part = sumOf(lines.filter(({ label }) => isPart(label)).map(({ value }) => value));
    const share = part / all;
    const words = `${figureWords(share, "ratio")} ${rule.words} ${windowWords(windowMs)}`;
    return readingOf(share, limits, `${words} (${part} of ${all}).`);
  },
});

/** Nothing came: what was wrong with it is over. */
const quiet = ({ windowMs }: Common): AlertReading => ({
  firing: false,
  value: 0,
  detail: `Nothing came ${windowWords(windowMs)}.`,
});

/** A rule on one figure of a metric: a percentile, or the mean of a gauge; the worst line counts. */
export const figureRule = (
  measures: Measures,
  rule: Common & {
    readonly metric: string;
    readonly statistic: "p95" | "p99" | "value" | "increase";
    readonly by?: string;
    readonly where?: string;
    /** Of what is counted: fewer in the window say nothing. */
    readonly least?: number;
    /** Says what was measured, such as "of requests took longer than". */
    readonly words: (figure: string, label: string) => string;
  },
): AlertRule => {
  const { metric, statistic, by, where, windowMs, least = 0 } = rule;
  const isTooFew = async (): Promise<boolean> => {
    if (least === 0) return false;
    const counted = await measures.measure({ name: metric, statistic: "increase", windowMs });
    const all = sumOf(counted.map(({ value }) => value));
    return all > 0 && all < least;
  };
  return {
    ...base(rule),
    chart: { metric, statistic, ...(where === undefined ? {} : { where }) },
    evaluate: async (_, limits = rule.limits) => {
      if (await isTooFew()) return undefined;
      const lines = await measures.measure({
        name: metric,
        statistic,
        windowMs,
        ...(by === undefined ? {} : { by }),
        ...(where === undefined ? {} : { where }),
      });
      const known = lines.flatMap(({ label, value }) => (value === null ? [] : [{ label, value }]));
      const sign = limits.fires === "above" ? -1 : 1;
      const [worst] = known.toSorted((a, b) => sign * (a.value - b.value));
      // A gauge that nobody sets is not known; of what is counted, nothing came.
      if (worst === undefined) return statistic === "value" ? undefined : quiet(rule);
      const words = rule.words(figureWords(worst.value, limits.unit), worst.label);
      return readingOf(worst.value, limits, `${words}.`);
    },
  };
};
