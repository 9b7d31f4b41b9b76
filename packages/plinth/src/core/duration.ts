const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Text such as "250ms", "10s", "5m", "2h", "7d". */
export type DurationText = `${number}${"ms" | "s" | "m" | "h" | "d"}`;

/**
 * Parses a duration to whole milliseconds.
 * @throws {RangeError} when the text is not a positive number followed by ms, s, m, h or d.
 */
export const parseDuration = (text: string): number => {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)$/.exec(text);
  const unit = match?.[2] === undefined ? undefined : UNITS[match[2]];
  const value = Number(match?.[1]) * (unit ?? Number.NaN);
  if (!Number.isFinite(value) || value <= 0) {
    throw new RangeError(`"${text}" is not a duration such as 250ms, 10s, 5m, 2h or 7d`);
  }
  return Math.round(value);
};

const SIZES: Readonly<Record<string, number>> = { b: 1, kb: 1024, mb: 1_048_576 };

/** Text such as "512b", "64kb", "10mb" (1 kb = 1,024 bytes). */
export type SizeText = `${number}${"b" | "kb" | "mb"}`;

/**
 * Parses a size to bytes.
 * @throws {RangeError} when the text is not a positive number followed by b, kb or mb.
 */
export const parseSize = (text: string): number => {
  const match = /^(\d{1,9})(b|kb|mb)$/.exec(text);
  const unit = match?.[2] === undefined ? undefined : SIZES[match[2]];
  const value = Number(match?.[1]) * (unit ?? Number.NaN);
  if (!Number.isFinite(value) || value <= 0) {
    throw new RangeError(`"${text}" is not a size such as 512b, 64kb or 10mb`);
  }
  return value;
};
