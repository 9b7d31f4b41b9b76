import { describe, expect, it } from "vitest";
import { createManualClock, Secret } from "#core";
import { shipBody } from "./formats.ts";
import { createShipper } from "./shipper.ts";

const line = (n: number, fields: Readonly<Record<string, unknown>> = {}): string =>
  `${JSON.stringify({
    level: "info",
    time: "2026-01-01T00:00:00.000Z",
    component: "http",
    message: `line ${n}`,
    ...fields,
  })}\n`;

/** A sink that answers as it is told, and remembers what it took. */
const setUp = (options: { readonly bufferBytes?: number } = {}) => {
  const clock = createManualClock();
  const taken: string[] = [];
  const authorizations: (string | null)[] = [];
  let status = 200;
  let sent = 0;
  let dropped = 0;
  const shipper = createShipper({
    url: "http://sink.example/",
    format: "ndjson",
    token: new Secret("a token of the sink"),
    bufferBytes: options.bufferBytes ?? 1_000_000,
    resource: {},
    startTimer: clock.startTimer,
    send: async (_, init) => {
      if (status === 0) throw new TypeError("fetch failed");
      authorizations.push(new Headers(init?.headers).get("authorization"));
      if (status < 300) taken.push(...String(init?.body).split("\n").filter(Boolean));
      return new Response(null, { status });
    },
    onSent: (count) => {
      sent += count;
    },
    onDropped: (count) => {
      dropped += count;
    },
  });
  /** Moves time in steps, so that what waits for an answer gets its turn. */
  const pass = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) {
      clock.advance(1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return {
    clock,
    shipper,
    pass,
    taken,
    authorizations,
    answer: (next: number) => {
      status = next;
    },
    counts: () => ({ sent, dropped }),
  };
};

describe("shipping", () => {
  it("LOG-08: a sink that is down for a minute loses nothing that fits, and gets it in order", async () => {
    const at = setUp();
    at.answer(0);
    for (let n = 0; n < 60; n += 1) {
      at.shipper.add(line(n));
      await at.pass(1);
    }
    expect([at.taken.length, at.shipper.isFailing()]).toEqual([0, true]);
    at.answer(200);
    await at.pass(20);
    expect(at.taken.map((text) => (JSON.parse(text) as { message: string }).message)).toEqual(
      Array.from({ length: 60 }, (_, n) => `line ${n}`),
    );
    expect(at.counts()).toEqual({ sent: 60, dropped: 0 });
    expect([at.shipper.waiting(), at.shipper.isFailing()]).toEqual([0, false]);
    expect(at.authorizations[0]).toBe("Bearer a token of the sink");
  });

  it("LOG-08: what does not fit is lost from its oldest end, and every line is counted once", async () => {
    const at = setUp({ bufferBytes: 2_000 });
    at.answer(503);
    for (let n = 0; n < 100; n += 1) {
      at.shipper.add(line(n));
      if (n % 10 === 0) await at.pass(3);
    }
    expect(at.shipper.waiting()).toBeLessThanOrEqual(2_000);
    at.answer(200);
    await at.pass(40);
    const { sent, dropped } = at.counts();
    expect(sent + dropped).toBe(100);
    expect(sent).toBe(at.taken.length);
    expect(at.taken.at(-1)).toContain("line 99");
    expect(dropped).toBeGreaterThan(50);
  });

  it("LOG-08: what is on its way when the sink goes makes room too, and is counted", async () => {
    const clock = createManualClock();
    const away = Promise.withResolvers<Response>();
    let dropped = 0;
    const shipper = createShipper({
      url: "http://sink.example",
      format: "ndjson",
      token: undefined,
      bufferBytes: 1_000,
      resource: {},
      startTimer: clock.startTimer,
      send: () => away.promise,
      onSent: () => undefined,
      onDropped: (count) => {
        dropped += count;
      },
    });
    for (let n = 0; n < 5; n += 1) shipper.add(line(n));
    clock.advance(1_000);
    for (let n = 5; n < 12; n += 1) shipper.add(line(n));
    away.reject(new TypeError("fetch failed"));
    await expect.poll(() => shipper.isFailing()).toBe(true);
    const size = line(1).length;
    expect(shipper.waiting()).toBeLessThanOrEqual(1_000);
    // Every line waits or is counted as lost.
    expect(dropped + Math.round(shipper.waiting() / size)).toBe(12);
    expect(dropped).toBeGreaterThan(0);
  });

  it("LOG-08: lines that a sink refuses for good do not hold up the others", async () => {
    const at = setUp();
    at.answer(400);
    at.shipper.add(line(1));
    await at.pass(2);
    expect(at.counts()).toEqual({ sent: 0, dropped: 1 });
    at.answer(429);
    at.shipper.add(line(2));
    await at.pass(10);
    at.answer(200);
    await at.pass(20);
    expect(at.counts()).toEqual({ sent: 1, dropped: 1 });
  });

  it("sends what waits when it is closed, and gives up after its time", async () => {
    const at = setUp();
    at.shipper.add(line(1));
    await at.shipper.close(1_000);
    expect(at.counts().sent).toBe(1);
    at.answer(0);
    at.shipper.add(line(2));
    await at.shipper.close(1_000);
    expect(at.counts().sent).toBe(1);
  });
});

describe("the forms in which lines are sent", () => {
  const trace = "0af7651916cd43dd8448eb211c80319c";
  const blocks = [line(1, { traceId: trace, status: 200 }) + line(2, { level: "error" }), "torn"];

  it("LOG-08: OTLP has time, severity, body, trace and attributes", () => {
    const { path, body } = shipBody("otlp", blocks, { "service.name": "shop" });
    expect(path).toBe("/v1/logs");
    const [resource] = (JSON.parse(body) as { resourceLogs: never[] }).resourceLogs;
    expect(resource).toMatchObject({
      resource: { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] },
      scopeLogs: [
        {
          logRecords: [
            {
              timeUnixNano: "1767225600000000000",
              severityNumber: 9,
              severityText: "info",
              body: { stringValue: "line 1" },
              traceId: trace,
              attributes: [
                { key: "component", value: { stringValue: "http" } },
                { key: "status", value: { intValue: "200" } },
              ],
            },
            { severityNumber: 17 },
          ],
        },
      ],
    });
  });

  it("LOG-08: Loki has few labels, and the whole line as its value", () => {
    const { path, body } = shipBody("loki", blocks, { "service.name": "shop" });
    expect(path).toBe("/loki/api/v1/push");
    const { streams } = JSON.parse(body) as { streams: { stream: object; values: string[][] }[] };
    expect(streams.map(({ stream }) => stream)).toEqual([
      { service_name: "shop", level: "info", component: "http" },
      { service_name: "shop", level: "error", component: "http" },
    ]);
    expect(streams[0]?.values[0]?.[0]).toBe("1767225600000000000");
    expect(JSON.parse(streams[0]?.values[0]?.[1] ?? "")).toMatchObject({ message: "line 1" });
  });
});
