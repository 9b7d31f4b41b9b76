import type { Span, TraceDetail } from "./traces-api.ts";

/** A span at its place: how deep below others, and where in the time of the trace. */
export interface PlacedSpan {
  readonly span: Span;
  readonly depth: number;
  /** Of the width of the drawing, 0 to 100. */
  readonly left: number;
  readonly width: number;
}

/** The least width that can be seen, of 100. */
const LEAST_WIDTH = 0.5;

const percent = (value: number, of: number): number =>
  of <= 0 ? 0 : Math.min(100, Math.max(0, (value / of) * 100));

/** Spans below each other as they belong, each where it was in time. */
export const placeSpans = ({ trace, spans }: TraceDetail): readonly PlacedSpan[] => {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const below = new Map<string | null, Span[]>();
  for (const span of spans) {
    // One whose parent was elsewhere stands at the top.
    const parent =
      span.parentSpanId !== null && ids.has(span.parentSpanId) ? span.parentSpanId : null;
    below.set(parent, [...(below.get(parent) ?? []), span]);
  }
  const placed: PlacedSpan[] = [];
  const seen = new Set<string>();
  const place = (parent: string | null, depth: number): void => {
    for (const span of (below.get(parent) ?? []).toSorted((a, b) => a.startMs - b.startMs)) {
      // What names itself, in a circle, is drawn once.
      if (seen.has(span.spanId)) continue;
      seen.add(span.spanId);
      const left = Math.min(percent(span.startMs, trace.durationMs), 100 - LEAST_WIDTH);
      const width = Math.max(LEAST_WIDTH, percent(span.durationMs, trace.durationMs));
      placed.push({ span, depth, left, width: Math.min(width, 100 - left) });
      place(span.spanId, depth + 1);
    }
  };
  place(null, 0);
  return placed;
};

/** A time as people read it: "0.8 ms", "12 ms", "1.25 s". */
export const durationWords = (milliseconds: number): string => {
  if (milliseconds >= 1_000) return `${(milliseconds / 1_000).toFixed(2)} s`;
  return milliseconds >= 10 ? `${Math.round(milliseconds)} ms` : `${milliseconds.toFixed(1)} ms`;
};
