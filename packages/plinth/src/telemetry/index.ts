export type { LogDestination, LogSink } from "./log/destination.ts";
export {
  createLogger,
  type LineLevel,
  type LogFields,
  type Logger,
  type LoggerOptions,
  type LogLevel,
} from "./log/logger.ts";
export { recordSecurityEvents } from "./log/security-events.ts";
export { registerProcessMetrics } from "./metrics/process.ts";
export { createMetrics } from "./metrics/registry.ts";
export { METRIC_CONTENT_TYPES } from "./metrics/text.ts";
export type {
  Counter,
  CounterChild,
  Exemplar,
  Family,
  Gauge,
  GaugeChild,
  Histogram,
  HistogramChild,
  HistogramOptions,
  Labels,
  MetricFamily,
  MetricFormat,
  MetricKind,
  MetricOptions,
  MetricRow,
  MetricScope,
  Metrics,
} from "./metrics/types.ts";
export { redact } from "./redaction/redact.ts";
export { redactText } from "./redaction/redact-text.ts";
export { isSensitiveName } from "./redaction/sensitive.ts";
export { createSpanExport, type SpanExport } from "./trace/span-export.ts";
export {
  type ActiveTrace,
  createTracer,
  type SpanFacts,
  type SpanName,
  type Tracer,
} from "./trace/tracer.ts";
