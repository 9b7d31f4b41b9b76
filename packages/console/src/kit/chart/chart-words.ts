/** One line of a chart; the values stand beside the times of its chart. */
export interface ChartSeries {
  readonly label: string;
  /** Null where nothing is known: the line has a gap there. */
  readonly values: readonly (number | null)[];
  readonly tone?: ChartTone;
}

/** What a line is about; its dash differs too, so that the colour is not needed to tell. */
export type ChartTone = "brand" | "accent" | "danger" | "ok" | "soft";

/** A time that is marked on a chart, in seconds since the epoch. */
export interface ChartMark {
  readonly from: number;
  /** Null while it lasts. */
  readonly to: number | null;
  /** What it is, in words. */
  readonly label: string;
}

/** Writes a value with its unit, such as "12 ms". */
export type ValueWords = (value: number) => string;

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const exact = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

const DAY_SECONDS = 86_400;

/** A moment of a chart, as exact as its length asks for; `at` and `span` in seconds. */
export const momentWords = (at: number, span: number): string => {
  const date = new Date(at * 1_000);
  if (span <= 3_600) return exact.format(date);
  const time = clock.format(date);
  return span <= DAY_SECONDS ? time : `${day.format(date)}, ${time}`;
};

/** The words under the time axis; the day stands where one begins, and at the first mark. */
export const axisWords = (marks: readonly number[]): readonly string[] => {
  const [first = 0, second = first + 60] = marks;
  const step = second - first;
  let before = "";
  return marks.map((at) => {
    const date = new Date(at * 1_000);
    if (step >= DAY_SECONDS) return day.format(date);
    const today = day.format(date);
    const isNew = before !== "" && before !== today;
    before = today;
    if (isNew) return today;
    return step < 60 ? exact.format(date) : clock.format(date);
  });
};

const known = (values: readonly (number | null)[]): readonly (readonly [number, number])[] =>
  values.flatMap((value, index) => (value === null ? [] : [[value, index] as const]));

/** One line of a chart in words: its last value, and where it was lowest and highest. */
export const seriesWords = (
  series: ChartSeries,
  times: readonly number[],
  format: ValueWords,
): string => {
  const points = known(series.values);
  const last = points.at(-1);
  if (last === undefined) return `${series.label}: nothing known`;
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const [low] = points.reduce((a, b) => (b[0] < a[0] ? b : a));
  const [high, highAt] = points.reduce((a, b) => (b[0] > a[0] ? b : a));
  if (low === high) return `${series.label}: ${format(last[0])} throughout`;
  const when = momentWords(times[highAt] ?? 0, span);
  return `${series.label}: ${format(last[0])} last, ${format(low)} lowest, ${format(high)} highest at ${when}`;
};

/** A chart in words: what a reader who does not see it is told. */
export const chartWords = (
  times: readonly number[],
  series: readonly ChartSeries[],
  format: ValueWords,
): string =>
  series.length === 0 || times.length === 0
    ? "Nothing is known of this time."
    : `${series.map((one) => seriesWords(one, times, format)).join(". ")}.`;

/** The marks within the times of a chart, in words, the newest first: "14:05 Latency of reads …". */
export const markWords = (
  times: readonly number[],
  marks: readonly ChartMark[],
): readonly string[] => {
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  return marks
    .filter(({ from, to }) => from <= last && (to ?? last) >= first)
    .toSorted((a, b) => b.from - a.from)
    .map(({ from, label }) => `${momentWords(from, last - first)} ${label}`);
};

/** All values at one moment, such as "14:05: p50 12 ms, p99 80 ms". */
export const pointWords = (
  times: readonly number[],
  series: readonly ChartSeries[],
  format: ValueWords,
  index: number,
): string => {
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const values = series.map(({ label, values: all }) => {
    const value = all[index] ?? null;
    return `${label} ${value === null ? "unknown" : format(value)}`;
  });
  return `${momentWords(times[index] ?? 0, span)}: ${values.join(", ")}`;
};

/** At most `most` moments, evenly spread, the last one included: for a table that people read. */
export const tableMoments = (length: number, most: number): readonly number[] => {
  if (length <= most) return Array.from({ length }, (_, index) => index);
  const step = (length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => Math.round(index * step));
};
