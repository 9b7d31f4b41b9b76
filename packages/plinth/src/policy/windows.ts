/** One window of a limit: at most `limit` calls in any `seconds` seconds. */
export interface LimitWindow {
  readonly limit: number;
  readonly seconds: number;
}

const SECONDS: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3_600,
  day: 86_400,
};

/**
 * Parses text such as "5/minute, 20/hour, 100/day".
 * @throws {RangeError} naming what is wrong.
 */
export const parseWindows = (text: string): readonly LimitWindow[] => {
  const windows = text.split(",").map((part) => {
    const match = /^\s*(\d{1,9})\s*\/\s*(?:(\d{1,5})\s*)?(second|minute|hour|day)s?\s*$/.exec(part);
    const unit = match?.[3] === undefined ? undefined : SECONDS[match[3]];
    const limit = Number(match?.[1]);
    if (unit === undefined || !(limit > 0)) {
      throw new RangeError(
        `"${part.trim()}" is not a limit such as 5/minute, 100/hour or 3/10 seconds`,
      );
    }
    return { limit, seconds: unit * Number(match?.[2] ?? 1) };
  });
  const lengths = new Set(windows.map((window) => window.seconds));
  if (lengths.size !== windows.length) {
    throw new RangeError(`"${text}" names the same window twice`);
  }
  return windows.toSorted((a, b) => a.seconds - b.seconds);
};

const unitName = (seconds: number): string => {
  const exact = Object.entries(SECONDS).find(([, length]) => length === seconds);
  return exact === undefined ? `${seconds} seconds` : exact[0];
};

/** "5/minute, 20/hour" – the text that parseWindows reads. */
export const describeWindows = (windows: readonly LimitWindow[]): string =>
  windows.map(({ limit, seconds }) => `${limit}/${unitName(seconds)}`).join(", ");
