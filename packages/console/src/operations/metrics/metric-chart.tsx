import type { ReactNode } from "react";
import {
  Chart,
  type ChartMark,
  type ChartSeries,
  type ChartTone,
  type TimeRange,
  type ValueWords,
} from "../../kit/chart/index.ts";
import { ErrorState, Skeleton } from "../../kit/index.ts";
import { exportFile, type MetricQuestion } from "./metrics-api.ts";
import { PeakLinks } from "./peak-links.tsx";
import { peakOf } from "./peaks.ts";
import { useMetrics } from "./use-metric.ts";

/** One line of a chart, or several where the question names a label. */
export interface ChartLine extends MetricQuestion {
  /** Names the line; of several, what stands before the label's value. */
  readonly label: string;
  readonly tone?: ChartTone;
}

/** Metrics over a stretch of time as a chart, with each line as a file. */
export const MetricChart = (props: {
  readonly title: string;
  readonly lines: readonly ChartLine[];
  readonly range: TimeRange;
  readonly format: ValueWords;
  readonly atLeast?: number;
  readonly height?: number;
  readonly marks?: readonly ChartMark[];
  readonly onSelect: (from: number, to: number) => void;
  readonly children?: ReactNode;
}) => {
  const { lines, range } = props;
  const questions = lines.map(({ label: _, tone: __, ...question }) => question);
  const { answers, error, retry } = useMetrics(questions, range);
  const [first] = answers;
  if (first === undefined) {
    return (
      <section className="card stack stack-tight" aria-label={props.title}>
        <h2 className="chart-title">{props.title}</h2>
        {error === null ? <Skeleton lines={5} /> : <ErrorState error={error} onRetry={retry} />}
      </section>
    );
  }
  const series = lines.flatMap(({ label, tone }, index): readonly ChartSeries[] => {
    const answer = answers[index];
    // Answers of two moments would not stand beside each other.
    if (answer === undefined) return [];
    const shift = ((first.times[0] ?? 0) - (answer.times[0] ?? 0)) / answer.step;
    return answer.lines.map((line) => ({
      label: [label, line.label].filter((word) => word !== "").join(" "),
      values: first.times.map((_, step) => line.values[step + shift] ?? null),
      ...(tone === undefined ? {} : { tone }),
    }));
  });
  const now = Math.floor(Date.now() / 1_000);
  const peak = peakOf(first.times, series);
  return (
    <Chart
      title={props.title}
      times={first.times}
      series={series}
      format={props.format}
      onSelect={props.onSelect}
      {...(props.atLeast === undefined ? {} : { atLeast: props.atLeast })}
      {...(props.height === undefined ? {} : { height: props.height })}
      {...(props.marks === undefined ? {} : { marks: props.marks })}
    >
      {peak !== undefined && <PeakLinks {...peak} step={first.step} />}
      {props.children !== undefined && (
        <div className="row chart-links small">{props.children}</div>
      )}
      <details>
        <summary className="small">As files</summary>
        <div className="row chart-links small">
          {questions.map((question, index) => (
            <a
              key={lines[index]?.label}
              href={exportFile(question, range, now)}
              download
              aria-label={`CSV of ${props.title}, ${lines[index]?.label ?? ""}`}
            >
              CSV {lines.length > 1 ? lines[index]?.label : ""}
            </a>
          ))}
        </div>
      </details>
    </Chart>
  );
};
