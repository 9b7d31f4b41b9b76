/** Middle value; NaN for an empty list. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Linear-interpolated quantile, `q` from 0 to 1; NaN for an empty list. */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = Float64Array.from(values).sort();
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

/** `median (min-max)` with a fixed number of decimals. */
export function spread(values: readonly number[], digits = 2): string {
  if (values.length === 0) return "-";
  const low = Math.min(...values).toFixed(digits);
  const high = Math.max(...values).toFixed(digits);
  return `${median(values).toFixed(digits)} (${low}-${high})`;
}

/** Ratios of two series taken in the same rounds: above 1 means `value` is the cheaper one. */
export function pairedRatios(reference: readonly number[], value: readonly number[]): number[] {
  return value.flatMap((mine, round) => {
    const theirs = reference[round];
    return theirs === undefined || !(mine > 0) ? [] : [theirs / mine];
  });
}

/** Aligned Markdown table. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const width = head.map((cell, column) =>
    Math.max(cell.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${width.map((size, column) => (cells[column] ?? "").padEnd(size)).join(" | ")} |`;
  const rule = `|${width.map((size) => "-".repeat(size + 2)).join("|")}|`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}
