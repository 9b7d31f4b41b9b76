export type { LogDestination, LogSink } from "./log/destination.ts";
export { CURRENT_FILE, fullSince, listFullFiles, logDirectory } from "./log/files/log-files.ts";
export { openRotatingFile, type RotatingFile } from "./log/files/rotating-file.ts";
export { createLineRing, type LineRing } from "./log/line-ring.ts";
export {
  type LineFilter,
  type LogLine,
  logLineProblems,
  matchesLine,
  parseLogLine,
} from "./log/lines.ts";
export {
  createLogger,
  type FaultLine,
  type LineLevel,
  type LogFields,
  type Logger,
  type LoggerOptions,
  type LogLevel,
} from "./log/logger.ts";
export { createPlaceFinder, type FindPlace } from "./log/places.ts";
export { recordSecurityEvents } from "./log/security-events.ts";
export { createShipper, type Shipper } from "./log/shipping/shipper.ts";
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
export { createTraceRing, type KeptTrace, type TraceRing } from "./trace/trace-ring.ts";
export {
  type ActiveTrace,
  createTracer,
  type Span,
  type SpanFacts,
  type SpanName,
  type Tracer,
} from "./trace/tracer.ts";
