import type { Span } from "./tracer.ts";

/** Spans of one trace that are kept; a job that reads a million rows must not fill the memory. */
const MAX_SPANS = 200;
/** Longest text of an attribute that is kept, in characters. */
const MAX_TEXT = 500;

/** A trace as far as this process has seen it. */
export interface KeptTrace {
  readonly traceId: string;
  /** In the order in which they ended. */
  readonly spans: readonly Span[];
  /** Spans beyond those that are kept. */
  readonly dropped: number;
}

/** The newest traces of a process, in its memory. */
export interface TraceRing {
  readonly add: (span: Span) => void;
  /** Newest first. */
  readonly list: () => readonly KeptTrace[];
  readonly find: (traceId: string) => KeptTrace | undefined;
}

const hasLongText = ({ attributes }: Span): boolean => {
  for (const name in attributes) {
    const value = attributes[name];
    if (typeof value === "string" && value.length > MAX_TEXT) return true;
  }
  return false;
};

const bounded = (span: Span): Span => {
  if (!hasLongText(span)) return span;
  const attributes = Object.entries(span.attributes).map(
    ([key, value]): [string, string | number] => [
      key,
      typeof value === "string" ? value.slice(0, MAX_TEXT) : value,
    ],
  );
  return { ...span, attributes: Object.fromEntries(attributes) };
};

/** Builds a ring of so many traces; the one that began first makes room. */
export const createTraceRing = (limit: number): TraceRing => {
  const traces = new Map<string, { readonly spans: Span[]; dropped: number }>();
  // Ids in the order of their beginning. Asking the map for its first key would step over every hole
  // that earlier ones left.
  const order: string[] = [];
  let next = 0;
  const view = (
    traceId: string,
    { spans, dropped }: { readonly spans: Span[]; readonly dropped: number },
  ): KeptTrace => ({ traceId, spans: [...spans], dropped });
  return {
    add: (span) => {
      const known = traces.get(span.traceId);
      if (known !== undefined) {
        if (known.spans.length < MAX_SPANS) known.spans.push(bounded(span));
        else known.dropped += 1;
        return;
      }
      const oldest = order[next];
      if (oldest !== undefined) traces.delete(oldest);
      order[next] = span.traceId;
      next = (next + 1) % limit;
      traces.set(span.traceId, { spans: [bounded(span)], dropped: 0 });
    },
    list: () => [...traces].reverse().map(([traceId, kept]) => view(traceId, kept)),
    find: (traceId) => {
      const kept = traces.get(traceId);
      return kept === undefined ? undefined : view(traceId, kept);
    },
  };
};
