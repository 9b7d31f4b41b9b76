export { Chart, type ChartProps } from "./chart.tsx";
export type { ChartSeries, ChartTone, ValueWords } from "./chart-words.ts";
