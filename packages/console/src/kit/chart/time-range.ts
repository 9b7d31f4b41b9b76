/** The stretches of time that pages offer, and their steps; all in seconds. */
export const RANGES = [
  { value: "30m", label: "30 min", seconds: 1_800, step: 10 },
  { value: "6h", label: "6 h", seconds: 21_600, step: 60 },
  { value: "24h", label: "24 h", seconds: 86_400, step: 300 },
  { value: "7d", label: "7 d", seconds: 604_800, step: 3_600 },
  { value: "30d", label: "30 d", seconds: 2_592_000, step: 21_600 },
] as const;

/** The name of a stretch up to now. */
export type RangeName = (typeof RANGES)[number]["value"];

/** What a page shows: the time up to now, or a stretch of the past. */
export interface TimeRange {
  /** The name of the stretch up to now; "chosen" for one of the past. */
  readonly name: RangeName | "chosen";
  /** Seconds since the epoch; null: so long before now. */
  readonly from: number | null;
  readonly to: number | null;
  /** Seconds. */
  readonly span: number;
  readonly step: number;
}

const SHORTEST = 60;

const stepFor = (span: number): number =>
  RANGES.find(({ seconds }) => span <= seconds)?.step ?? 21_600;

/** Reads the time of a page from its address: `range`, or `from` and `to` in seconds. */
export const readRange = (
  search: Readonly<Record<string, string>>,
  fallback: RangeName = "6h",
): TimeRange => {
  const from = Number(search["from"]);
  const to = Number(search["to"]);
  if (Number.isSafeInteger(from) && Number.isSafeInteger(to) && to - from >= SHORTEST && from > 0) {
    return { name: "chosen", from, to, span: to - from, step: stepFor(to - from) };
  }
  const { value, seconds, step } =
    RANGES.find((range) => range.value === search["range"]) ??
    RANGES.find((range) => range.value === fallback) ??
    RANGES[1];
  return { name: value, from: null, to: null, span: seconds, step };
};

/** From when to when a range is, given the time; all in seconds since the epoch. */
export const boundsOf = (
  range: TimeRange,
  now: number,
): { readonly from: number; readonly to: number } => {
  const to = range.to ?? now;
  return { from: range.from ?? to - range.span, to };
};

/** What an address says of the time shown, and nothing else: for a link to another page. */
export const timeSearch = (
  search: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ["range", "from", "to"].flatMap((name) => {
      const value = search[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );

/** What an address says of a time of the past; at least a minute long. */
export const chosenSearch = (from: number, to: number): Readonly<Record<string, string>> => {
  const start = Math.floor(from);
  return { from: String(start), to: String(Math.max(start + SHORTEST, Math.ceil(to))) };
};
