import { expect, it } from "vitest";
import { createTraceRing } from "./trace-ring.ts";
import type { Span } from "./tracer.ts";

const span = (traceId: string, spanId: string, text = "select 1"): Span => ({
  traceId,
  spanId,
  parentSpanId: undefined,
  name: "select",
  kind: "client",
  startedAt: 0,
  durationMs: 1,
  attributes: { "db.query.text": text },
  isFailed: false,
});

it("OBS-07: keeps the newest traces, so many spans of each, and counts what it left out", () => {
  const ring = createTraceRing(2);
  for (const id of ["a", "b", "c"]) ring.add(span(id, "1"));
  expect(ring.list().map(({ traceId }) => traceId)).toEqual(["c", "b"]);
  expect(ring.find("a")).toBeUndefined();
  for (let n = 0; n < 250; n += 1) ring.add(span("c", String(n)));
  expect(ring.find("c")).toMatchObject({ dropped: 51 });
  expect(ring.find("c")?.spans).toHaveLength(200);
  ring.add(span("b", "2", "x".repeat(10_000)));
  expect(String(ring.find("b")?.spans.at(-1)?.attributes["db.query.text"])).toHaveLength(500);
});
