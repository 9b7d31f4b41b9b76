/** Reads the mappings of a source map (ECMA-426) as far as lines go. */
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The numbers of one segment, in base64 VLQ. */
const numbersOf = (segment: string): readonly number[] => {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const digit of segment) {
    const bits = DIGITS.indexOf(digit);
    value += (bits & 31) << shift;
    shift += 5;
    if ((bits & 32) !== 0) continue;
    numbers.push((value & 1) === 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  return numbers;
};

/**
 * Runs of lines that come from following lines of one source: three numbers each, the first line of
 * the output, the source's number, its line; lines count from 1. A line without a mapping goes on
 * with the run before it.
 */
export const lineRuns = (mappings: string): readonly number[] => {
  const runs: number[] = [];
  let [source, line] = [0, 0];
  let [atSource, shift] = [-1, 0];
  mappings.split(";").forEach((segments, row) => {
    let first: { readonly source: number; readonly line: number } | undefined;
    for (const segment of segments === "" ? [] : segments.split(",")) {
      const [, toSource, toLine = 0] = numbersOf(segment);
      if (toSource === undefined) continue;
      source += toSource;
      line += toLine;
      first ??= { source, line };
    }
    if (first === undefined || (first.source === atSource && first.line - row === shift)) return;
    [atSource, shift] = [first.source, first.line - row];
    runs.push(row + 1, first.source, first.line + 1);
  });
  return runs;
};
