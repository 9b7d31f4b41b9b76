import type { Span, SpanAttributes, SpanKind } from "./tracer.ts";

/** Numbers of opentelemetry.proto.trace.v1.Span.SpanKind. */
const KINDS: Readonly<Record<SpanKind, number>> = {
  internal: 1,
  server: 2,
  client: 3,
  consumer: 5,
};
const STATUS_ERROR = 2;

/** Nanoseconds as text: they are beyond what a number of JavaScript holds exactly. */
export const nanoseconds = (milliseconds: number): string =>
  String(BigInt(Math.round(milliseconds * 1_000)) * 1_000n);

const otlpAttribute = (key: string, value: string | number) => ({
  key,
  value:
    typeof value === "string"
      ? { stringValue: value }
      : Number.isInteger(value)
        ? { intValue: String(value) }
        : { doubleValue: value },
});

/** Attributes as OTLP has them in JSON. */
export const otlpAttributes = (attributes: SpanAttributes) =>
  Object.entries(attributes).map(([key, value]) => otlpAttribute(key, value));

const spanOf = (span: Span) => ({
  traceId: span.traceId,
  spanId: span.spanId,
  ...(span.parentSpanId === undefined ? {} : { parentSpanId: span.parentSpanId }),
  name: span.name,
  kind: KINDS[span.kind],
  startTimeUnixNano: nanoseconds(span.startedAt),
  endTimeUnixNano: nanoseconds(span.startedAt + span.durationMs),
  attributes: otlpAttributes(span.attributes),
  status: span.isFailed ? { code: STATUS_ERROR } : {},
});

/**
 * Spans as the body of an OTLP/HTTP request in JSON (OTLP 1.x, "JSON Protobuf Encoding"): what every
 * collector takes at /v1/traces.
 */
export const otlpBody = (spans: readonly Span[], resource: SpanAttributes): string =>
  JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: otlpAttributes(resource) },
        scopeSpans: [{ scope: { name: "plinth" }, spans: spans.map(spanOf) }],
      },
    ],
  });
