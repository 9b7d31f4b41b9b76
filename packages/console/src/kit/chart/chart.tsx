import { type KeyboardEvent, type ReactNode, useId, useMemo, useState } from "react";
import { ChartTable } from "./chart-table.tsx";
import {
  type ChartMark,
  type ChartSeries,
  chartWords,
  markWords,
  pointWords,
  type ValueWords,
} from "./chart-words.ts";
import { toneOf } from "./plot.ts";
import { usePlot } from "./use-plot.ts";

const DEFAULT_HEIGHT = 180;
const NO_MARKS: readonly ChartMark[] = [];
/** As many as somebody reads beside a chart. */
const MOST_MARKS = 3;

/** How far an arrow key moves, by key; of all moments of the chart. */
const moved = (key: string, at: number, length: number): number | undefined => {
  const page = Math.max(1, Math.round(length / 12));
  const to = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    PageUp: at - page,
    PageDown: at + page,
    Home: 0,
    End: length - 1,
  }[key];
  return to === undefined ? undefined : Math.min(length - 1, Math.max(0, to));
};

/** What a chart shows. */
export interface ChartProps {
  readonly title: string;
  /** Seconds since the epoch, rising; one for each value of every line. */
  readonly times: readonly number[];
  readonly series: readonly ChartSeries[];
  /** Writes a value with its unit. */
  readonly format: ValueWords;
  /** Pixels; 180 where it is absent. */
  readonly height?: number;
  /** The top of the value axis where all values are below it. */
  readonly atLeast?: number;
  /** Times that are shaded, and said in words below. */
  readonly marks?: readonly ChartMark[];
  /** Told of a stretch drawn with the pointer, in seconds since the epoch. */
  readonly onSelect?: (from: number, to: number) => void;
  /** Stands below, such as links to what the chart is about. */
  readonly children?: ReactNode;
}

/**
 * Lines over time. What it shows stands in words too and in a table, arrow keys go from moment to
 * moment, and dashes differ where colours do.
 */
export const Chart = (props: ChartProps) => {
  const { title, times, series, format, marks = NO_MARKS } = props;
  const id = useId();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [point, setPoint] = useState<number>();
  const [isByKey, setByKey] = useState(false);
  const data = useMemo(() => ({ times, series, hidden }), [times, series, hidden]);
  const { box, moveTo } = usePlot(data, {
    format,
    height: props.height ?? DEFAULT_HEIGHT,
    ...(props.atLeast === undefined ? {} : { atLeast: props.atLeast }),
    marks: () => marks,
    onPoint: (index) => {
      setByKey(false);
      setPoint(index);
    },
    onSelect: props.onSelect,
  });
  const go = (event: KeyboardEvent) => {
    const to = moved(event.key, point ?? times.length - 1, times.length);
    if (to === undefined) return;
    event.preventDefault();
    moveTo(to);
    setByKey(true);
    setPoint(to);
  };
  const summary = chartWords(times, series, format);
  const here = point === undefined ? undefined : pointWords(times, series, format, point);
  return (
    <figure className="card chart" aria-labelledby={`${id}-title`}>
      <figcaption className="chart-head">
        <h2 id={`${id}-title`} className="chart-title">
          {title}
        </h2>
        <p className="small soft numbers chart-point" aria-live={isByKey ? "polite" : "off"}>
          {here ?? ""}
        </p>
      </figcaption>
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing that arrow keys go through */}
      <div
        ref={box}
        className="chart-box"
        role="group"
        aria-roledescription="chart"
        aria-label={`${title}. ${summary} Arrow keys go from moment to moment.`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys go through it
        tabIndex={0}
        onKeyDown={go}
        onBlur={() => setPoint(undefined)}
      />
      {series.length > 1 && (
        <Legend
          series={series}
          hidden={hidden}
          onToggle={(label) => {
            const next = new Set(hidden);
            if (!next.delete(label)) next.add(label);
            setHidden(next);
          }}
        />
      )}
      <p className="small soft numbers">{summary}</p>
      <Marks words={markWords(times, marks)} />
      {props.children}
      <ChartTable title={title} times={times} series={series} format={format} />
    </figure>
  );
};

const Marks = ({ words }: { readonly words: readonly string[] }) =>
  words.length === 0 ? null : (
    <ul className="small numbers chart-marks" aria-label="Not as usual">
      {words.slice(0, MOST_MARKS).map((word) => (
        <li key={word}>{word}</li>
      ))}
      {words.length > MOST_MARKS && <li>and {words.length - MOST_MARKS} more</li>}
    </ul>
  );

const Legend = (props: {
  readonly series: readonly ChartSeries[];
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (label: string) => void;
}) => (
  <fieldset className="chart-legend">
    <legend className="visually-hidden">Lines that are shown</legend>
    {props.series.map((one, index) => (
      <button
        key={one.label}
        type="button"
        className="chart-key small"
        data-tone={toneOf(one, index)}
        aria-pressed={!props.hidden.has(one.label)}
        onClick={() => props.onToggle(one.label)}
      >
        {one.label}
      </button>
    ))}
  </fieldset>
);
