import { type RefObject, useEffect, useRef } from "react";
import type uPlot from "uplot";
import { readColours, watchColours } from "./colours.ts";
import { createPlot, type PlotData, type PlotOptions, updatePlot } from "./plot.ts";

/** Keeps a plot in an element: new values, the element's width, and the colours of the theme. */
export const usePlot = (
  data: PlotData,
  options: Omit<PlotOptions, "colours" | "width">,
): { readonly box: RefObject<HTMLDivElement | null>; readonly moveTo: (index: number) => void } => {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const latest = useRef({ data, options });
  latest.current = { data, options };
  // Another set of lines is another plot; other values are not.
  const shape = JSON.stringify([
    data.series.map(({ label, tone }) => [label, tone]),
    [...data.hidden],
    options.height,
    options.atLeast,
    options.onSelect !== undefined,
  ]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` stands for what a plot is made of
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const draw = () => {
      plot.current?.destroy();
      const { data: now, options: given } = latest.current;
      plot.current = createPlot(element, now, {
        ...given,
        format: (value) => latest.current.options.format(value),
        marks: () => latest.current.options.marks(),
        onPoint: (index) => latest.current.options.onPoint(index),
        ...(given.onSelect === undefined
          ? {}
          : { onSelect: (from, to) => latest.current.options.onSelect?.(from, to) }),
        colours: readColours(element),
        width: element.clientWidth,
      });
    };
    draw();
    const stopWatching = watchColours(draw);
    const observer = new ResizeObserver(() => {
      const width = element.clientWidth;
      if (width > 0) plot.current?.setSize({ width, height: latest.current.options.height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      stopWatching();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape]);

  useEffect(() => {
    if (plot.current !== null) updatePlot(plot.current, data);
  }, [data]);

  const marks = options.marks();
  // biome-ignore lint/correctness/useExhaustiveDependencies: other marks are drawn anew, on the same lines
  useEffect(() => {
    plot.current?.redraw(false);
  }, [marks]);

  return {
    box,
    moveTo: (index) => {
      const time = latest.current.data.times[index];
      if (plot.current === null || time === undefined) return;
      plot.current.setCursor({ left: plot.current.valToPos(time, "x"), top: 10 }, false);
    },
  };
};
