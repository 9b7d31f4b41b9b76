import { createServer, type IncomingHttpHeaders } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import { identityModules, operationsModules } from "../../packages/plinth/src/app/index.ts";
import {
  defineJob,
  defineModule,
  handleJob,
  route,
  strictObject,
} from "../../packages/plinth/src/index.ts";
import {
  startTestApplication,
  type TestApplication,
} from "../../packages/plinth/src/testing/index.ts";
import { listen } from "../../packages/plinth/src/testing/listening.ts";

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly {
    readonly key: string;
    readonly value: { readonly stringValue?: string };
  }[];
}

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const CALLER = "b7ad6b7169203331";
const REQUEST_ID = "01890a5d-ac96-774b-bcce-b302099a8057";

/** A server that keeps what it was sent. */
const startCollector = async () => {
  const seen: {
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
    readonly url: string;
  }[] = [];
  const server = createServer((request, answer) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { headers, url = "" } = request;
      seen.push({ headers, url, body: Buffer.concat(chunks).toString("utf8") });
      answer.end("{}");
    });
  });
  return { seen, ...(await listen(server)) };
};

const work = defineJob({ name: "traced-work", payload: strictObject({}) });
const done = Promise.withResolvers<string>();

const chain = defineModule({
  name: "chain",
  setup: ({ jobs, store, log }) => ({ jobs, store, log: log.child("chain") }),
  routes: ({ jobs, log }) => [
    route.get(
      "/api/v1/chain",
      {
        access: { public: true, because: "a test follows it" },
        summary: "Enqueues a job",
        limit: { none: "the test itself counts its calls" },
        responses: { 200: strictObject({}) },
      },
      async () => {
        log.info("a line of the handler");
        await jobs.enqueue(work, {});
        return {};
      },
    ),
  ],
  jobs: ({ store }) => [
    handleJob(work, async (_, { origin }) => {
      await store.ping();
      done.resolve(origin.traceparent ?? "");
    }),
  ],
});

const logLines: string[] = [];
let collector: Awaited<ReturnType<typeof startCollector>>;
let application: TestApplication;
beforeAll(async () => {
  collector = await startCollector();
  application = await startTestApplication({
    modules: [...identityModules, ...operationsModules, chain],
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      TRACE_SAMPLE_PERCENT: "0",
      LOG_LEVEL: "info",
    },
    onLogLine: (line) => logLines.push(line),
  });
});
afterAll(async () => {
  await application?.stop();
  await collector?.close();
});

const spans = (): readonly OtlpSpan[] =>
  collector.seen
    .filter(({ url }) => url === "/v1/traces")
    .flatMap(({ body }) => JSON.parse(body).resourceSpans[0].scopeSpans[0].spans as OtlpSpan[]);

it("OBS-07, P-106, LOG-01: one request is found in log, metric and trace, and its job with it", async () => {
  const answer = await application.fetch("/api/v1/chain", {
    headers: { traceparent: `00-${TRACE}-${CALLER}-01`, "x-request-id": REQUEST_ID },
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("x-request-id")).toBe(REQUEST_ID);
  expect(await done.promise).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
  await expect
    .poll(() => spans().some(({ name }) => name === "job traced-work"), { timeout: 10_000 })
    .toBe(true);
  const found = spans();
  expect(new Set(found.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
  const request = found.find(({ name }) => name === "GET /api/v1/chain");
  expect(request?.parentSpanId).toBe(CALLER);
  expect(request?.attributes).toContainEqual({
    key: "plinth.request_id",
    value: { stringValue: REQUEST_ID },
  });
  const below = found.filter(({ parentSpanId }) => parentSpanId === request?.spanId);
  expect(below.map(({ name }) => name)).toContain("insert jobs");
  expect(below.map(({ name }) => name)).toContain("job traced-work");

  const metrics = await application.fetch("/metrics", {
    headers: { Accept: "application/openmetrics-text; version=1.0.0" },
  });
  expect(await metrics.text()).toContain(`# {trace_id="${TRACE}",request_id="${REQUEST_ID}"}`);

  const lines = logLines.filter((line) => line.includes(TRACE));
  const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(parsed).toContainEqual(
    expect.objectContaining({ component: "http", requestId: REQUEST_ID, traceId: TRACE }),
  );
  expect(parsed).toContainEqual(expect.objectContaining({ message: "a line of the handler" }));
});

it("P-106: malformed contexts start nothing, and unwanted ones are only passed on", async () => {
  const before = spans().length;
  for (const traceparent of [
    "00-nothing",
    `00-${TRACE}-${CALLER}-01-x`,
    `00-${TRACE}-${CALLER}-00`,
  ]) {
    expect((await application.fetch("/health", { headers: { traceparent } })).status).toBe(200);
  }
  await application.stop();
  expect(spans().length).toBe(before);
});
