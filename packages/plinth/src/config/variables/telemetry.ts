import { collectorUrl } from "../parsers/collector.ts";
import { oneOf, secretText, wholeNumber } from "../parsers/plain.ts";
import { defineVariables, type ValuesOf } from "./variable.ts";

/** What is written about what happens, and where it goes. */
export const TELEMETRY_VARIABLES = defineVariables({
  LOG_LEVEL: {
    type: oneOf("trace", "debug", "info", "warn", "error", "fatal"),
    description: "The level from which lines are logged; security events always are.",
    defaults: "info",
  },
  LOG_FILES: {
    type: wholeNumber(0, 1_000),
    description: "Files of the log that are kept in logs/ of the data directory; 0 writes none.",
    defaults: { development: "10", test: "0", staging: "10", production: "10" },
  },
  LOG_FILE_BYTES: {
    type: wholeNumber(65_536, 1_073_741_824),
    description: "Size at which a file of the log is full and the next one is begun.",
    defaults: "10000000",
  },
  LOG_FILE_DAYS: {
    type: wholeNumber(1, 3_650),
    description: "Days that lines are kept in files of the log.",
    defaults: "30",
  },
  LOG_SHIP_URL: {
    type: collectorUrl,
    description: "Where lines of the log are sent to as well.",
    whenAbsent: "lines stay on this machine",
  },
  LOG_SHIP_FORMAT: {
    type: oneOf("otlp", "loki", "ndjson"),
    description:
      "How they are sent: OTLP to /v1/logs below the address, Loki to /loki/api/v1/push, or one JSON object a line to the address itself.",
    defaults: "otlp",
  },
  LOG_SHIP_TOKEN: {
    type: secretText("token"),
    description: "Bearer token that is sent with them.",
    whenAbsent: "no credentials are sent",
    isSecret: true,
  },
  LOG_SHIP_BUFFER_BYTES: {
    type: wholeNumber(65_536, 1_073_741_824),
    description:
      "What may wait while that address does not answer; the oldest lines beyond are lost.",
    defaults: "16777216",
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    type: collectorUrl,
    description: "Where traces are sent to: OTLP over HTTP in JSON, at /v1/traces below it.",
    whenAbsent: "traces are sent nowhere",
  },
  TRACE_SAMPLE_PERCENT: {
    type: wholeNumber(0, 100),
    description: "Share of requests that are traced where their caller did not decide.",
    defaults: "10",
  },
  TRACES_KEPT: {
    type: wholeNumber(0, 10_000),
    description:
      "The newest traces that a process keeps in memory for the console; without them and without a collector nothing is traced.",
    defaults: { development: "200", test: "0", staging: "200", production: "200" },
  },
});

type Values = ValuesOf<typeof TELEMETRY_VARIABLES>;

/** The settings that the variables stand for. */
export const telemetryConfig = (values: Values) => ({
  log: {
    level: values.LOG_LEVEL,
    files: {
      // Every profile has a default.
      count: values.LOG_FILES ?? 0,
      bytes: values.LOG_FILE_BYTES,
      days: values.LOG_FILE_DAYS,
    },
    shipping:
      values.LOG_SHIP_URL === undefined
        ? undefined
        : {
            url: values.LOG_SHIP_URL,
            format: values.LOG_SHIP_FORMAT,
            token: values.LOG_SHIP_TOKEN,
            bufferBytes: values.LOG_SHIP_BUFFER_BYTES,
          },
  },
  tracing: {
    endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
    sampleRatio: values.TRACE_SAMPLE_PERCENT / 100,
    kept: values.TRACES_KEPT ?? 0,
  },
});
