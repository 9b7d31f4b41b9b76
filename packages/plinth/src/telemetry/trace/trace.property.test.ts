import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createManualClock } from "#core";
import { parseTraceContext, traceparentOf } from "./context.ts";
import { otlpBody } from "./otlp.ts";
import { createSpanExport } from "./span-export.ts";
import { createTracer, type Span } from "./tracer.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";
const hexOf = (length: number) =>
  fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`)).filter((text) => !/^0+$/.test(text));

const setUp = (options: { ratio?: number; isRecording?: boolean } = {}) => {
  const clock = createManualClock();
  const spans: Span[] = [];
  let count = 0;
  const tracer = createTracer({
    clock,
    monotonic: clock.now,
    hex: (bytes) => {
      count += 1;
      return count.toString(16).padStart(bytes * 2, "0");
    },
    ratio: options.ratio ?? 1,
    draw: () => 0.5,
    ...(options.isRecording === false ? {} : { record: (span: Span) => spans.push(span) }),
  });
  return { clock, spans, tracer };
};
const facts = { kind: "server", startedMs: 0, durationMs: 1, isFailed: false } as const;

describe("the context of a trace", () => {
  test("P-106: what we write we read, and whatever else comes is read whole or not at all", () => {
    fc.assert(
      fc.property(hexOf(32), hexOf(16), fc.boolean(), (traceId, spanId, isSampled) => {
        const context = { traceId, spanId, isSampled };
        expect(parseTraceContext(traceparentOf(context))).toEqual({ ...context, state: undefined });
      }),
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        expect(parseTraceContext(text)).toBeUndefined();
      }),
    );
  });

  test("P-106: malformed contexts are none", () => {
    for (const bad of [
      `00-${TRACE}-${SPAN}`,
      `00-${TRACE}-${SPAN}-01-more`,
      `ff-${TRACE}-${SPAN}-01`,
      `00-${"0".repeat(32)}-${SPAN}-01`,
      `00-${TRACE}-${"0".repeat(16)}-01`,
      `00-${TRACE.toUpperCase()}-${SPAN}-01`,
      ` 00-${TRACE}-${SPAN}-01`,
      `00-${TRACE}-${SPAN}-01\n`,
    ]) {
      expect(parseTraceContext(bad), bad).toBeUndefined();
    }
    expect(parseTraceContext(`cc-${TRACE}-${SPAN}-01-what-will-be`)?.traceId).toBe(TRACE);
  });

  test("P-106: a malformed state is dropped alone", () => {
    const state = (text: string) => parseTraceContext(`00-${TRACE}-${SPAN}-00`, text)?.state;
    expect(state("a=1, b@c=2")).toBe("a=1,b@c=2");
    for (const bad of ["a", "a=1,a=2", "A=1", "a=\u00e9", `a=${"x".repeat(600)}`, ""]) {
      expect(state(bad), bad).toBeUndefined();
    }
  });
});

describe("a tracer", () => {
  test("P-106: over request, call and job there is one trace, each span below the one that began it", async () => {
    const { spans, tracer } = setUp();
    const request = tracer.arrive(`00-${TRACE}-${SPAN}-01`, "a=1");
    if (request === undefined) throw new Error("no trace");
    const sent: Record<string, string>[] = [];
    await tracer.run(request, async () => {
      await tracer.within({ name: "call", kind: "client" }, async () => {
        sent.push(tracer.headers());
        tracer.note({ ...facts, kind: "client", name: "select plans" });
      });
      sent.push(tracer.headers());
    });
    tracer.finish(request, { ...facts, name: "request" });
    await tracer.resume(sent[1]?.["traceparent"], { name: "job", kind: "consumer" }, async () => {
      expect(tracer.current()?.traceId).toBe(TRACE);
    });
    const byName = new Map(spans.map((span) => [span.name, span]));
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
    expect(byName.get("request")?.parentSpanId).toBe(SPAN);
    expect(byName.get("call")?.parentSpanId).toBe(byName.get("request")?.spanId);
    expect(byName.get("select plans")?.parentSpanId).toBe(byName.get("call")?.spanId);
    expect(byName.get("job")?.parentSpanId).toBe(byName.get("request")?.spanId);
    expect(sent[0]).toEqual({
      traceparent: `00-${TRACE}-${byName.get("call")?.spanId}-01`,
      tracestate: "a=1",
    });
  });

  test("P-106: what outlives its request, or came without a trace, is part of none", async () => {
    const { spans, tracer } = setUp();
    const request = tracer.arrive(undefined, undefined);
    if (request === undefined) throw new Error("no trace");
    let later: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      later = resolve;
    });
    const left = tracer.run(request, async () => {
      await tracer.resume(undefined, { name: "job", kind: "consumer" }, async () => {
        expect(tracer.current()).toBeUndefined();
      });
      await gate;
      expect(tracer.current()).toBeUndefined();
      tracer.note({ ...facts, name: "late" });
    });
    tracer.finish(request, { ...facts, name: "request" });
    later();
    await left;
    expect(spans.map(({ name }) => name)).toEqual(["request"]);
  });

  test("P-106: who records nothing passes the caller's context on as it came", () => {
    const { tracer } = setUp({ isRecording: false });
    expect(tracer.arrive(undefined, undefined)).toBeUndefined();
    const trace = tracer.arrive(`00-${TRACE}-${SPAN}-01`, undefined);
    if (trace === undefined) throw new Error("no trace");
    expect(tracer.run(trace, tracer.headers)).toEqual({ traceparent: `00-${TRACE}-${SPAN}-01` });
  });

  test("OBS-07: a caller's decision goes before the share of our own", () => {
    const { spans, tracer } = setUp({ ratio: 0.4 });
    expect(tracer.arrive(undefined, undefined)).toBeUndefined();
    expect(tracer.arrive(`00-${TRACE}-${SPAN}-01`, undefined)?.isSampled).toBe(true);
    const unwanted = tracer.arrive(`00-${TRACE}-${SPAN}-00`, undefined);
    if (unwanted === undefined) throw new Error("no trace");
    tracer.finish(unwanted, { ...facts, name: "request" });
    expect(spans).toEqual([]);
  });
});

describe("the way to a collector", () => {
  const span: Span = {
    ...{ traceId: TRACE, spanId: SPAN, parentSpanId: undefined, name: "GET /", kind: "server" },
    ...{ startedAt: 1_700_000_000_000.25, durationMs: 1.5, isFailed: true },
    attributes: { "http.route": "/", "http.response.status_code": 500, share: 0.5 },
  };

  test("OBS-07: spans are written as OTLP wants them in JSON", () => {
    const body = JSON.parse(otlpBody([span], { "service.name": "x" }));
    expect(body.resourceSpans[0].resource.attributes).toEqual([
      { key: "service.name", value: { stringValue: "x" } },
    ]);
    expect(body.resourceSpans[0].scopeSpans[0].spans[0]).toEqual({
      ...{ traceId: TRACE, spanId: SPAN, name: "GET /", kind: 2, status: { code: 2 } },
      startTimeUnixNano: "1700000000000250000",
      endTimeUnixNano: "1700000000001750000",
      attributes: [
        { key: "http.route", value: { stringValue: "/" } },
        { key: "http.response.status_code", value: { intValue: "500" } },
        { key: "share", value: { doubleValue: 0.5 } },
      ],
    });
  });

  test("OBS-07: a collector that is away costs spans, which are counted, and nothing else", async () => {
    const clock = createManualClock();
    const count = { dropped: 0, sent: 0, calls: 0 };
    const exporter = createSpanExport({
      endpoint: "http://collector/",
      resource: {},
      startTimer: clock.startTimer,
      send: async (url) => {
        count.calls += 1;
        expect(url).toBe("http://collector/v1/traces");
        if (count.calls === 1) throw new Error("refused");
        return new Response(null, { status: count.calls === 2 ? 503 : 200 });
      },
      onDropped: (lost) => {
        count.dropped += lost;
      },
      onSent: (sent) => {
        count.sent += sent;
      },
    });
    for (let index = 0; index < 2_100; index += 1) exporter.add(span);
    expect(count.dropped).toBe(52);
    await exporter.close();
    expect(count).toEqual({ calls: 4, dropped: 52 + 1_024, sent: 1_024 });
  });
});
