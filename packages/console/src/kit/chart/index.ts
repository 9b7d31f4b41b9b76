export { Chart, type ChartProps } from "./chart.tsx";
export type { ChartSeries, ChartTone, ValueWords } from "./chart-words.ts";
export { chosenSearch, RANGES, readRange, type TimeRange } from "./time-range.ts";
