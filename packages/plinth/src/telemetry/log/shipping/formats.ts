import { nanoseconds, otlpAttributes } from "../../trace/otlp.ts";
import type { SpanAttributes } from "../../trace/tracer.ts";
import { type LogLine, parseLogLine } from "../lines.ts";

/** How lines are sent away. */
export type ShipFormat = "otlp" | "loki" | "ndjson";

/** A request that carries lines. */
export interface ShipBody {
  readonly path: string;
  readonly contentType: string;
  readonly body: string;
}

/** Numbers of opentelemetry.proto.logs.v1.SeverityNumber. */
const SEVERITY = { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 } as const;

/** Keys that have a place of their own in a record. */
const PLACED: ReadonlySet<string> = new Set(["level", "time", "message", "traceId"]);

const plain = (value: unknown): string | number =>
  typeof value === "string" || typeof value === "number" ? value : JSON.stringify(value);

const recordOf = (line: LogLine) => ({
  timeUnixNano: nanoseconds(Date.parse(line.time)),
  severityNumber: SEVERITY[line.level],
  severityText: line.level,
  body: { stringValue: line.message },
  attributes: otlpAttributes(
    Object.fromEntries(
      Object.entries(line)
        .filter(([key, value]) => !PLACED.has(key) && value !== undefined)
        .map(([key, value]): [string, string | number] => [key, plain(value)]),
    ),
  ),
  ...(line.traceId === undefined ? {} : { traceId: line.traceId }),
});

const otlp = (lines: readonly LogLine[], resource: SpanAttributes): ShipBody => ({
  path: "/v1/logs",
  contentType: "application/json",
  body: JSON.stringify({
    resourceLogs: [
      {
        resource: { attributes: otlpAttributes(resource) },
        scopeLogs: [{ scope: { name: "plinth" }, logRecords: lines.map(recordOf) }],
      },
    ],
  }),
});

/** Labels are few and bounded, as Loki wants them; everything else stays in the line. */
const loki = (lines: readonly LogLine[], resource: SpanAttributes): ShipBody => {
  const streams = new Map<string, { stream: object; values: [string, string][] }>();
  for (const line of lines) {
    const { level, component } = line;
    const key = `${level} ${component}`;
    const stream = { service_name: String(resource["service.name"] ?? "plinth"), level, component };
    const known = streams.get(key) ?? { stream, values: [] };
    known.values.push([nanoseconds(Date.parse(line.time)), JSON.stringify(line)]);
    streams.set(key, known);
  }
  return {
    path: "/loki/api/v1/push",
    contentType: "application/json",
    body: JSON.stringify({ streams: [...streams.values()] }),
  };
};

/** Blocks of lines as the body of one request. What is no line of ours is left out. */
export const shipBody = (
  format: ShipFormat,
  blocks: readonly string[],
  resource: SpanAttributes,
): ShipBody => {
  if (format === "ndjson") {
    return { path: "", contentType: "application/x-ndjson", body: blocks.join("") };
  }
  const lines = blocks
    .flatMap((block) => block.split("\n"))
    .map(parseLogLine)
    .filter((line) => line !== undefined);
  return format === "otlp" ? otlp(lines, resource) : loki(lines, resource);
};
