import { platformErrors } from "#core";
import type { MetricFamily } from "#telemetry";
import { MAX_POINTS, planOf } from "./query/plan.ts";
import { type Line, readLines } from "./query/read.ts";
import { parseConditions, selectSeries } from "./query/select.ts";
import { STATISTICS_OF, type Statistic } from "./query/statistics.ts";
import type { HistoryRepository } from "./repository.ts";
import { slotOf, TIERS } from "./ring/tiers.ts";

const DEFAULT_SPAN_MS = 21_600_000;

/** A question about one family of metrics; times in milliseconds since the epoch. */
export interface HistoryQuestion {
  /** http_requests_total where it is absent. */
  readonly name?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Seconds. */
  readonly step?: number | undefined;
  readonly statistic?: Statistic | undefined;
  /** The label that tells lines apart. */
  readonly by?: string | undefined;
  /** "status:5*;method:GET" */
  readonly where?: string | undefined;
}

/** Its answer; times in seconds since the epoch. */
export interface HistoryAnswer {
  readonly name: string;
  readonly kind: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly statistic: Statistic;
  readonly step: number;
  readonly times: readonly number[];
  readonly lines: readonly Line[];
}

/** What a metric did over the last while, as one figure a line. */
export interface Measure {
  readonly name: string;
  readonly statistic: Statistic;
  /** Milliseconds back from the last tick that was written. */
  readonly windowMs: number;
  /** The label that tells lines apart; the 20 busiest are given. */
  readonly by?: string | undefined;
  /** "status:5*;method:GET" */
  readonly where?: string | undefined;
}

/** One line of it; null where nothing was recorded, or nothing of it can be said. */
export interface Measured {
  /** Empty where there is one line. */
  readonly label: string;
  readonly value: number | null;
}

/** A family that has a history. */
export interface RecordedFamily {
  readonly name: string;
  readonly kind: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: readonly string[];
  readonly statistics: readonly Statistic[];
}

/** The history of metrics, for those who look at it. */
export interface MetricsHistory {
  /** @throws {AppError} NOT_FOUND, VALIDATION_ERROR, and what the store rejects with. */
  readonly ask: (question: HistoryQuestion) => Promise<HistoryAnswer>;
  readonly families: () => Promise<readonly RecordedFamily[]>;
  /** For rules of our own: nothing where the metric has no history. Rejects as the store does. */
  readonly measure: (measure: Measure) => Promise<readonly Measured[]>;
}

const refuse = (field: string, rule: string, message: string): never => {
  throw platformErrors.make.VALIDATION_ERROR({
    faults: [{ field: `query.${field}`, rule, message }],
  });
};

const requireLabel = (field: string, asked: readonly string[], labels: readonly string[]): void => {
  const unknown = asked.find((label) => !labels.includes(label));
  if (unknown === undefined) return;
  refuse(
    field,
    "label",
    `knows only the labels ${labels.join(", ") || "of no metric: it has none"}`,
  );
};

/** Reads the finest tier over one window, as one step. */
const createMeasure =
  (parts: {
    readonly repository: Pick<HistoryRepository, "slots" | "seriesOf">;
    readonly now: () => number;
  }): MetricsHistory["measure"] =>
  async ({ name, statistic, windowMs, by, where }) => {
    const known = await parts.repository.seriesOf(name);
    const [family] = known;
    const conditions = parseConditions(where);
    if (family === undefined || conditions === undefined) return [];
    const [tier] = TIERS;
    const to = slotOf(tier, parts.now());
    const stepMs = Math.max(tier.stepMs, slotOf(tier, windowMs));
    const series = selectSeries(known, conditions);
    const plan = { tier, stepMs, from: to - stepMs, to };
    const lines = await readLines(parts.repository, plan, { family, series, by, statistic });
    return lines.map(({ label, values: [value = null] }) => ({ label, value }));
  };

/** Builds it. */
export const createMetricsHistory = (parts: {
  readonly repository: Pick<HistoryRepository, "slots" | "seriesOf" | "families">;
  /** A family of this process, which may have no history yet. */
  readonly find: (name: string) => MetricFamily | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}): MetricsHistory => {
  const { repository, now } = parts;
  const timesOf = (question: HistoryQuestion) => {
    const to = question.to ?? now();
    const from = question.from ?? to - DEFAULT_SPAN_MS;
    if (from >= to) refuse("from", "order", "must be before query.to");
    const stepMs = question.step === undefined ? undefined : question.step * 1_000;
    const plan = planOf({ from, to, stepMs }, now());
    if ((plan.to - plan.from) / plan.stepMs > MAX_POINTS) {
      refuse("step", "points", `makes more than ${MAX_POINTS} points; ask for longer steps`);
    }
    return plan;
  };
  return {
    measure: createMeasure(parts),
    ask: async (question) => {
      const { name = "http_requests_total", by } = question;
      const plan = timesOf(question);
      const conditions =
        parseConditions(question.where) ??
        refuse("where", "format", "is label:value pairs with ; between them, such as status:5*");
      const known = await repository.seriesOf(name);
      const family = known[0] ?? parts.find(name);
      if (family === undefined) {
        throw platformErrors.make.NOT_FOUND({ detail: "There is no metric of this name." });
      }
      const allowed = STATISTICS_OF[family.kind];
      const statistic = question.statistic ?? allowed[0] ?? "value";
      if (!allowed.includes(statistic)) {
        refuse("statistic", "kind", `of a ${family.kind} is one of ${allowed.join(", ")}`);
      }
      const labels = "rows" in family ? family.labels : Object.keys(family.labels);
      requireLabel("by", by === undefined ? [] : [by], labels);
      requireLabel(
        "where",
        conditions.map(({ label }) => label),
        labels,
      );
      const series = selectSeries(known, conditions);
      const lines = await readLines(repository, plan, { family, series, by, statistic });
      const length = Math.max(0, Math.round((plan.to - plan.from) / plan.stepMs));
      return {
        name,
        kind: family.kind,
        help: family.help,
        statistic,
        step: plan.stepMs / 1_000,
        times: Array.from({ length }, (_, step) => (plan.from + step * plan.stepMs) / 1_000),
        lines,
      };
    },
    families: async () =>
      (await repository.families()).map(({ name, kind, help, labels }) => ({
        name,
        kind,
        help,
        labels: Object.keys(labels),
        statistics: STATISTICS_OF[kind],
      })),
  };
};
