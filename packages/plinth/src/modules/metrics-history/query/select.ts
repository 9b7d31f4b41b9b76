import type { Series } from "../ring/recorder.ts";

/** What a label must be: a word, or how it begins where "*" ends it. */
export interface Condition {
  readonly label: string;
  readonly pattern: string;
}

/** Reads "status:5*;method:GET"; undefined for text that is none of that. */
export const parseConditions = (text: string | undefined): readonly Condition[] | undefined => {
  if (text === undefined || text === "") return [];
  const conditions = text.split(";").map((part): Condition | undefined => {
    const at = part.indexOf(":");
    return at < 1 ? undefined : { label: part.slice(0, at), pattern: part.slice(at + 1) };
  });
  return conditions.includes(undefined)
    ? undefined
    : conditions.filter((condition) => condition !== undefined);
};

const holds = ({ label, pattern }: Condition, { labels }: Series): boolean => {
  const value = labels[label];
  if (value === undefined) return false;
  return pattern.endsWith("*") ? value.startsWith(pattern.slice(0, -1)) : value === pattern;
};

/** The series that meet all conditions. */
export const selectSeries = (
  series: readonly Series[],
  conditions: readonly Condition[],
): readonly Series[] =>
  series.filter((one) => conditions.every((condition) => holds(condition, one)));
