export type { LogDestination, LogSink } from "./log-destination.ts";
export {
  createLogger,
  type LineLevel,
  type LogFields,
  type Logger,
  type LoggerOptions,
  type LogLevel,
} from "./logger.ts";
export type {
  Counter,
  CounterChild,
  Family,
  Gauge,
  GaugeChild,
  Histogram,
  HistogramChild,
  HistogramOptions,
  Labels,
  MetricOptions,
  Metrics,
} from "./metric-types.ts";
export { createMetrics } from "./metrics.ts";
export { registerProcessMetrics } from "./process-metrics.ts";
export { redact } from "./redact.ts";
export { redactText } from "./redact-text.ts";
export { recordSecurityEvents } from "./security-events.ts";
export { isSensitiveName } from "./sensitive.ts";
