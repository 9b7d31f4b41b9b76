import { describe, expect, it } from "vitest";
import type { Span, TraceDetail } from "./traces-api.ts";
import { durationWords, placeSpans } from "./waterfall.ts";

const span = (
  spanId: string,
  parentSpanId: string | null,
  startMs: number,
  durationMs: number,
): Span => ({
  ...{ spanId, parentSpanId, startMs, durationMs },
  ...{ name: spanId, kind: "internal", isFailed: false, attributes: {} },
});

const detail = (spans: readonly Span[], durationMs = 100): TraceDetail => ({
  trace: {
    traceId: "t",
    name: "n",
    startedAt: 0,
    durationMs,
    spans: spans.length,
    isFailed: false,
    requestId: null,
  },
  spans,
  dropped: 0,
});

describe("the waterfall of a trace", () => {
  it("OBS-07: has every span once, below what it belongs to, where it was in time", () => {
    const placed = placeSpans(
      detail([
        span("job", "request", 60, 40),
        span("request", "elsewhere", 0, 50),
        span("select", "request", 10, 5),
      ]),
    );
    expect(
      placed.map(({ span: { spanId }, depth, left, width }) => [spanId, depth, left, width]),
    ).toEqual([
      ["request", 0, 0, 50],
      ["select", 1, 10, 5],
      ["job", 1, 60, 40],
    ]);
  });

  it("OBS-07: draws what took no time, and nothing beyond its width", () => {
    const [one, last] = placeSpans(detail([span("a", null, 0, 0), span("b", null, 100, 30)]));
    expect([one?.width, last?.left]).toEqual([0.5, 99.5]);
    expect((last?.left ?? 0) + (last?.width ?? 0)).toBeLessThanOrEqual(100);
    expect(placeSpans(detail([span("a", null, 0, 0)], 0))[0]?.left).toBe(0);
  });

  it("tells times as people read them", () => {
    expect([0.84, 12.4, 1_250].map(durationWords)).toEqual(["0.8 ms", "12 ms", "1.25 s"]);
  });
});
