export { Chart, type ChartProps } from "./chart.tsx";
export type { ChartMark, ChartSeries, ChartTone, ValueWords } from "./chart-words.ts";
export {
  boundsOf,
  chosenSearch,
  type RangeName,
  readRange,
  type TimeRange,
  timeSearch,
} from "./time-range.ts";
