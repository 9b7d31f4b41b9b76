import type { ValueWords } from "../../../kit/chart/index.ts";
import { bytesWords, countWords, rateWords, secondsWords, shareWords } from "../metric-words.ts";
import type { Statistic } from "../metrics-api.ts";
import type { Panel } from "./panels-api.ts";

/** What each statistic is called. */
export const STATISTIC_WORDS: Readonly<Record<Statistic, string>> = {
  rate: "so many a second",
  increase: "so many in each step",
  value: "the value",
  mean: "the mean",
  p50: "half are below (p50)",
  p95: "95 % are below (p95)",
  p99: "99 % are below (p99)",
};

const UNITS: readonly (readonly [string, ValueWords])[] = [
  ["_seconds", secondsWords],
  ["_bytes", bytesWords],
  ["_ratio", shareWords],
];

/** How the values of a panel are written, by what its metric counts. */
export const formatOf = ({ name, statistic }: Pick<Panel, "name" | "statistic">): ValueWords => {
  const isCount = name.endsWith("_total");
  if (statistic === "rate" || (statistic === undefined && isCount)) return rateWords;
  if (isCount) return countWords;
  return UNITS.find(([unit]) => name.endsWith(unit))?.[1] ?? countWords;
};

/** `label:value` pairs with `;` between them. */
const CONDITIONS = /^[a-z][a-z0-9_]*:[^;]+(;[a-z][a-z0-9_]*:[^;]+)*$/;

/** What is wrong with conditions as somebody wrote them; undefined where nothing is. */
export const conditionFault = (where: string, labels: readonly string[]): string | undefined => {
  if (where === "") return undefined;
  if (!CONDITIONS.test(where)) return "Write it as label:value, such as status:5*.";
  const unknown = where
    .split(";")
    .map((pair) => pair.slice(0, pair.indexOf(":")))
    .find((label) => !labels.includes(label));
  if (unknown === undefined) return undefined;
  return labels.length === 0
    ? "This metric has no labels."
    : `This metric has the labels ${labels.join(", ")}.`;
};
