import uPlot from "uplot";
import {
  axisWords,
  type ChartMark,
  type ChartSeries,
  type ChartTone,
  type ValueWords,
} from "./chart-words.ts";
import type { ChartColours } from "./colours.ts";

/** What is drawn. */
export interface PlotData {
  /** Seconds since the epoch, rising. */
  readonly times: readonly number[];
  readonly series: readonly ChartSeries[];
  /** Labels of lines that are not drawn. */
  readonly hidden: ReadonlySet<string>;
}

/** How it is drawn. */
export interface PlotOptions {
  readonly colours: ChartColours;
  readonly format: ValueWords;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** The top of the value axis where the values stay below it, such as 1 for shares. */
  readonly atLeast?: number;
  /** Times to shade, as they are when it is drawn. */
  readonly marks: () => readonly ChartMark[];
  /** Told of the moment under the pointer; undefined where there is none. */
  readonly onPoint: (index: number | undefined) => void;
  /** Told of a stretch that was drawn with the pointer, in seconds since the epoch. */
  readonly onSelect?: ((from: number, to: number) => void) | undefined;
}

const TONES: readonly ChartTone[] = ["brand", "accent", "danger", "ok", "soft"];
const DASHES: Readonly<Record<ChartTone, readonly number[]>> = {
  brand: [],
  accent: [8, 4],
  danger: [2, 3],
  ok: [12, 3, 2, 3],
  soft: [4, 4],
};

/** The tone of a line; those that name none take turns. */
export const toneOf = ({ tone }: ChartSeries, index: number): ChartTone =>
  tone ?? TONES[index % TONES.length] ?? "brand";

const dataOf = ({ times, series }: PlotData): uPlot.AlignedData => [
  [...times],
  ...series.map(({ values }) => [...values]),
];

/** Room for the longest word beside the value axis. */
const axisSize = (_: uPlot, words: readonly string[] | null): number => {
  const longest = Math.max(0, ...(words ?? []).map((word) => word.length));
  return Math.max(36, 14 + longest * 7);
};

const seriesOf = ({ series, hidden }: PlotData, { colours }: PlotOptions): uPlot.Series[] =>
  series.map((one, index) => {
    const tone = toneOf(one, index);
    const colour = colours.tones[tone];
    return {
      label: one.label,
      show: !hidden.has(one.label),
      stroke: colour,
      width: 2,
      dash: [...DASHES[tone]],
      points: { show: false },
      ...(series.length === 1
        ? { fill: colour.replace("rgb(", "rgba(").replace(")", ", 0.12)") }
        : {}),
    };
  });

/** The narrowest shade that is seen, in pixels of the screen. */
const LEAST_SHADE = 3;

const shade = (plot: uPlot, marks: readonly ChartMark[], colour: string): void => {
  const { ctx, bbox } = plot;
  const right = bbox.left + bbox.width;
  ctx.save();
  ctx.globalAlpha = 0.22;
  ctx.fillStyle = colour;
  for (const { from, to } of marks) {
    const start = plot.valToPos(from, "x", true);
    const end = to === null ? right : plot.valToPos(to, "x", true);
    if (end < bbox.left || start > right) continue;
    const left = Math.max(bbox.left, start);
    ctx.fillRect(left, bbox.top, Math.max(LEAST_SHADE, Math.min(right, end) - left), bbox.height);
  }
  ctx.restore();
};

/** Draws into `element`; the result takes what is drawn away again. */
export const createPlot = (element: HTMLElement, data: PlotData, options: PlotOptions): uPlot => {
  const { colours, format, width, height, atLeast = 0, marks, onPoint, onSelect } = options;
  const axis = {
    stroke: colours.soft,
    font: "12px system-ui, sans-serif",
    grid: { stroke: colours.line, width: 1 },
    ticks: { show: false },
  };
  return new uPlot(
    {
      width,
      height,
      padding: [8, 22, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        points: { size: 7, fill: colours.surface, width: 2 },
        drag: { x: onSelect !== undefined, y: false, setScale: false },
      },
      scales: {
        x: { time: true },
        // From nought: a line that jumps about in the last percent would look like an outage.
        y: { range: (_, __, high) => [0, Math.max(atLeast, (high ?? 0) * 1.08) || 1] },
      },
      axes: [
        { ...axis, size: 30, space: 72, values: (_, marks) => [...axisWords(marks)] },
        { ...axis, space: 32, size: axisSize, values: (_, marks) => marks.map(format) },
      ],
      series: [{}, ...seriesOf(data, options)],
      hooks: {
        drawClear: [(plot) => shade(plot, marks(), colours.tones.danger)],
        setCursor: [({ cursor }) => onPoint(cursor.idx ?? undefined)],
        setSelect: [
          (plot) => {
            const { left, width: wide } = plot.select;
            if (wide < 4 || onSelect === undefined) return;
            const [from, to] = [plot.posToVal(left, "x"), plot.posToVal(left + wide, "x")];
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            onSelect(from, to);
          },
        ],
      },
    },
    dataOf(data),
    element,
  );
};

/** Draws other values of the same lines. */
export const updatePlot = (plot: uPlot, data: PlotData): void => plot.setData(dataOf(data));
