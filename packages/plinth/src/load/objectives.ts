import { PlanError } from "./journey.ts";
import type { LoadResult, ObjectiveOutcome } from "./results.ts";

/** What an objective may speak of, as it is read from a result. */
const MEASURES = {
  p50: ({ total }) => total.latency.p50,
  p75: ({ total }) => total.latency.p75,
  p90: ({ total }) => total.latency.p90,
  p95: ({ total }) => total.latency.p95,
  p99: ({ total }) => total.latency.p99,
  "p99.9": ({ total }) => total.latency.p999,
  max: ({ total }) => total.latency.max,
  mean: ({ total }) => total.latency.mean,
  error: ({ errorShare }) => errorShare * 100,
  rate: ({ rate }) => rate,
} as const satisfies Readonly<Record<string, (result: Measurable) => number>>;

type Measurable = Pick<LoadResult, "total" | "errorShare" | "rate">;
type Measure = keyof typeof MEASURES;

/** One objective, such as "p99<200ms". */
export interface Objective {
  readonly text: string;
  readonly measure: Measure;
  readonly isBelow: boolean;
  readonly allowsEqual: boolean;
  /** Milliseconds, per cent, or a second. */
  readonly limit: number;
}

const FORM = /^([a-z0-9.]+)\s*(<=|>=|<|>)\s*(\d+(?:\.\d+)?)\s*(ms|s|%|\/s)?$/;

const unitOf = (measure: Measure): "ms" | "%" | "/s" =>
  measure === "error" ? "%" : measure === "rate" ? "/s" : "ms";

const parseOne = (text: string): Objective => {
  const [, name = "", sign = "", number = "", unit] = FORM.exec(text) ?? [];
  if (!Object.hasOwn(MEASURES, name)) {
    throw new PlanError(
      `"${text}" is no objective such as p99<200ms, error<0.1% or rate>1000/s; measures are ${Object.keys(MEASURES).join(", ")}`,
    );
  }
  const measure = name as Measure;
  const own = unitOf(measure);
  const isSeconds = own === "ms" && unit === "s";
  if (unit !== undefined && unit !== own && !isSeconds) {
    throw new PlanError(`"${text}": ${name} is measured in ${own}`);
  }
  return {
    text,
    measure,
    isBelow: sign.startsWith("<"),
    allowsEqual: sign.endsWith("="),
    limit: Number(number) * (isSeconds ? 1_000 : 1),
  };
};

/**
 * Parses objectives with commas between them.
 * @throws {PlanError} for what is none.
 */
export const parseObjectives = (text: string): readonly Objective[] =>
  text.split(",").map((one) => parseOne(one.trim()));

const holdsFor = ({ isBelow, allowsEqual, limit }: Objective, measured: number): boolean =>
  (allowsEqual && measured === limit) || (isBelow ? measured < limit : measured > limit);

/** Judges a result. A run without a single answer as expected meets no objective about time. */
export const judge = (
  objectives: readonly Objective[],
  result: Measurable,
): readonly ObjectiveOutcome[] =>
  objectives.map((objective) => {
    const measured = MEASURES[objective.measure](result);
    const isEmpty = result.total.ok === 0;
    return {
      objective: objective.text,
      measured: Math.round(measured * 1000) / 1000,
      holds: !isEmpty && holdsFor(objective, measured),
    };
  });
