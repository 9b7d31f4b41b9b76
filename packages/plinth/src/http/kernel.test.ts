import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError, platformErrors } from "#core";
import { shortText, strictObject, Type } from "#policy";
import { post, startKernel, type TestKernel } from "./kernel.test-support.ts";
import { reply } from "./reply/reply.ts";
import { route } from "./route.ts";

const open = { public: true, because: "open to everyone in this test" } as const;
const Thing = strictObject({ name: Type.String() });
let thrown: unknown;
let calls = 0;
let resolveSlow: (() => void) | undefined;
let slowSignal: AbortSignal | undefined;

const routes = [
  route.get("/thing", { access: open, summary: "A thing", responses: { 200: Thing } }, () => ({
    name: "thing",
    secret: "must not leave",
  })),
  route.get(
    "/wrong",
    {
      access: open,
      summary: "Wrong shape",
      responses: { 200: strictObject({ n: Type.Integer() }) },
    },
    () => ({ n: "x" }) as never,
  ),
  route.get(
    "/undeclared",
    { access: open, summary: "Wrong status", responses: { 200: Thing } },
    () => reply(202),
  ),
  route.get("/throws", { access: open, summary: "Throws", responses: { 200: Thing } }, () => {
    throw thrown;
  }),
  route.get("/rejects", { access: open, summary: "Rejects", responses: { 200: Thing } }, () =>
    Promise.reject(thrown as Error),
  ),
  route.get(
    "/slow",
    { access: open, summary: "Slow", timeout: "50ms", responses: { 204: null } },
    (request) => {
      slowSignal = request.signal;
      return new Promise<undefined>((resolve) => {
        resolveSlow = () => resolve(undefined);
      });
    },
  ),
  route.get("/waits", { access: open, summary: "Waits", responses: { 204: null } }, (request) => {
    slowSignal = request.signal;
    return new Promise<undefined>((resolve) => {
      resolveSlow = () => resolve(undefined);
    });
  }),
  route.post(
    "/echo",
    {
      access: open,
      summary: "Echoes",
      body: strictObject({
        text: shortText(),
        tags: Type.Optional(Type.Array(Type.String(), { minItems: 1, maxItems: 100 })),
        count: Type.Optional(Type.Integer()),
      }),
      bodyLimit: "4kb",
      responses: { 200: Type.Object({ text: Type.String() }) },
    },
    (request) => {
      calls += 1;
      return { text: request.body.text };
    },
  ),
  route.get(
    "/typed/:id",
    {
      access: open,
      summary: "Typed parameters",
      params: strictObject({ id: Type.Integer() }),
      query: strictObject({
        flag: Type.Optional(Type.Boolean()),
        size: Type.Optional(Type.Integer()),
      }),
      responses: { 200: Type.Object({ id: Type.Integer(), size: Type.Optional(Type.Integer()) }) },
    },
    ({ params, query }) => ({
      id: params.id,
      ...(query.size === undefined ? {} : { size: query.size }),
    }),
  ),
  route.get("/private", { access: "user", summary: "Private", responses: { 200: Thing } }, () => ({
    name: "mine",
  })),
];

let kernel: TestKernel;
beforeAll(async () => {
  kernel = await startKernel(routes);
});
afterAll(() => kernel.stop());

const problem = async (path: string, init?: RequestInit) => {
  const { response, body } = await kernel.json(path, init);
  expect(response.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
  return { response, body };
};

describe("ERR-01, ERR-02: every refusal is a problem document with its code", () => {
  it.each([
    ["404 for a path no route covers", "/nothing", {}, 404, "NOT_FOUND"],
    [
      "405 for a method the path has not",
      "/thing",
      { method: "DELETE" },
      405,
      "METHOD_NOT_ALLOWED",
    ],
    ["401 for a private route", "/private", {}, 401, "AUTHENTICATION_ERROR"],
    [
      "415 for another media type",
      "/echo",
      { method: "POST", body: "a=b", headers: { "content-type": "text/plain" } },
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    [
      "413 for a body over the limit",
      "/echo",
      post({ text: "x".repeat(5000) }),
      413,
      "PAYLOAD_TOO_LARGE",
    ],
    ["400 for broken JSON", "/echo", post("{"), 400, "VALIDATION_ERROR"],
    [
      "400 for no body",
      "/echo",
      { method: "POST", headers: { "content-type": "application/json" } },
      400,
      "VALIDATION_ERROR",
    ],
  ])("%s", async (_, path, init, status, code) => {
    const { response, body } = await problem(path, init);
    expect(response.status).toBe(status);
    expect(body).toMatchObject({
      status,
      code,
      documentationUrl: `http://test/docs/errors/${code}`,
    });
    expect(body["requestId"]).toBe(response.headers.get("x-request-id"));
    expect(Math.abs(Date.parse(String(body["timestamp"])) - Date.now())).toBeLessThan(60_000);
  });

  it("404 and 405 answers never echo the path; 405 lists what is allowed", async () => {
    const marker = "zzmarkerzz";
    const { body } = await problem(`/${marker}?${marker}`);
    expect(JSON.stringify(body)).not.toContain(marker);
    const { response } = await problem("/thing", { method: "POST" });
    expect(response.headers.get("allow")).toBe("HEAD, GET, OPTIONS");
  });

  it("an unknown path is 404 whatever its body", async () => {
    expect((await problem("/nothing", post({ text: "x".repeat(9000) }))).response.status).toBe(404);
  });

  it("POL-02: a path that cannot be decoded is 404", async () => {
    expect((await problem("/%E0%A4%A")).response.status).toBe(404);
  });
});

describe("ERR-04: browsers get pages with the same code and request id", () => {
  it("negotiates by Accept", async () => {
    const headers = { accept: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8" };
    const response = await kernel.fetch("/nothing", { headers });
    const page = await response.text();
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page).toContain("NOT_FOUND");
    expect(page).toContain(response.headers.get("x-request-id"));
    expect(page).not.toMatch(/src=|<link/);
  });
});

describe("VAL-02, P-016: one answer names every fault", () => {
  it("missing, unknown and wrong fields together", async () => {
    const { body } = await problem("/echo", post({ tags: [], count: 1.5, extra: 1, other: 2 }));
    const fields = (body["details"] as { field: string }[]).map(({ field }) => field).toSorted();
    expect(fields).toEqual(["body.count", "body.extra", "body.other", "body.tags", "body.text"]);
  });

  it("P-070: a list far over its bound is refused as one fault, not explained item by item", async () => {
    const { body } = await problem("/echo", post(`{"tags":[${"1,".repeat(1500)}1]}`));
    expect(body["details"]).toEqual([
      { field: "body.tags", rule: "maxItems", message: "has more than 1000 members" },
    ]);
  });

  it("P-009: text counts code points, 1 to 500", async () => {
    const accepts = async (text: string) => (await kernel.fetch("/echo", post({ text }))).ok;
    expect(await accepts("😀".repeat(500))).toBe(true);
    expect(await accepts("😀".repeat(501))).toBe(false);
    expect(await accepts("")).toBe(false);
  });

  it("P-010: lists hold 1 to 100 items", async () => {
    const accepts = async (size: number) =>
      (await kernel.fetch("/echo", post({ text: "x", tags: Array(size).fill("t") }))).ok;
    expect([await accepts(0), await accepts(1), await accepts(100), await accepts(101)]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it("P-014: any text comes back as it was sent", async () => {
    const text = fc.string({ minLength: 1, maxLength: 100, unit: "grapheme" });
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        fc.pre([...value].length <= 500 && value.isWellFormed());
        const { body } = await kernel.json("/echo", post({ text: value }));
        expect(body["text"]).toBe(value);
      }),
      { numRuns: 50 },
    );
  });

  it("reads path and query text as the type the schema wants, and refuses the rest", async () => {
    expect((await kernel.json("/typed/7?size=3")).body).toEqual({ id: 7, size: 3 });
    const { body } = await problem("/typed/seven?size=big&unknown=1");
    const fields = (body["details"] as { field: string }[]).map(({ field }) => field).toSorted();
    expect(fields).toEqual(["params.id", "query.size", "query.unknown"]);
  });

  it("POL-10: a refused body never reaches the handler", async () => {
    const before = calls;
    await kernel.fetch("/echo", post({ text: "" }));
    await kernel.fetch("/echo", post("[]"));
    expect(calls).toBe(before);
  });
});

describe("answers are held to their schema", () => {
  it("undeclared fields are dropped", async () => {
    expect((await kernel.json("/thing")).body).toEqual({ name: "thing" });
  });

  it.each(["/wrong", "/undeclared"])("%s is a fault of ours, not an answer", async (path) => {
    const { response, body } = await problem(path);
    expect(response.status).toBe(500);
    expect(JSON.stringify(body)).not.toMatch(/schema|declared/);
  });

  it("HEAD answers like GET without the body", async () => {
    const response = await kernel.fetch("/thing", { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-length")).toBe("16");
    expect(await response.text()).toBe("");
  });
});

describe("P-015, ERR-05: anything may be thrown", () => {
  it("gives 500, a fresh id and none of its text; the process lives", async () => {
    const circular: Record<string, unknown> = {};
    circular["self"] = circular;
    const things = fc.oneof(
      fc.string({ minLength: 12 }).map((text) => new Error(text)),
      fc.string({ minLength: 12 }),
      fc.constantFrom(null, undefined, 0, circular, Symbol("a symbol thrown")),
    );
    const ids = new Set<unknown>();
    await fc.assert(
      fc.asyncProperty(things, fc.constantFrom("/throws", "/rejects"), async (value, path) => {
        thrown = value;
        const { response, body } = await problem(path);
        expect(response.status).toBe(500);
        expect(body["code"]).toBe("INTERNAL_SERVER_ERROR");
        const text = value instanceof Error ? value.message : String(value);
        if (text.trim().length > 11) expect(JSON.stringify(body)).not.toContain(text);
        expect(ids.has(body["requestId"])).toBe(false);
        ids.add(body["requestId"]);
      }),
      { numRuns: 60 },
    );
  });

  it("P-019: the stack is in the log and only there", async () => {
    thrown = new Error("deep down");
    const { response, body } = await problem("/throws");
    const answer = JSON.stringify(body) + JSON.stringify([...response.headers]);
    expect(answer).not.toContain("kernel.test");
    const line = kernel.lines.find((text) => text.includes("deep down"));
    expect(line).toContain("kernel.test");
    expect(line).toContain(String(body["requestId"]));
  });

  it("an error of a catalogue keeps its code, headers and members", async () => {
    thrown = platformErrors.make.CONFLICT({ detail: "taken", extra: { by: "someone" } });
    const { body } = await problem("/throws");
    expect(body).toMatchObject({ status: 409, code: "CONFLICT", detail: "taken", by: "someone" });
    expect(thrown).toBeInstanceOf(AppError);
  });
});

describe("ERR-06: request ids", () => {
  it("honours a well-formed one and replaces any other", async () => {
    const id = "0190f3a2-7b6c-7d8e-9f00-0123456789ab";
    const first = await kernel.fetch("/thing", { headers: { "x-request-id": id } });
    expect(first.headers.get("x-request-id")).toBe(id);
    const second = await kernel.fetch("/thing", { headers: { "x-request-id": "x'; drop" } });
    expect(second.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(kernel.lines.some((line) => line.includes(id))).toBe(true);
  });
});

describe("nothing hangs, and everything is counted once (P-032)", () => {
  const answered = () => kernel.recorder.totals().total;
  const settled = async (count: number) => {
    while (answered() < count) await new Promise(setImmediate);
  };

  it("a route over its time-out is ended with 503, and its late result is dropped", async () => {
    const before = answered();
    const { response, body } = await problem("/slow");
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("1");
    expect(body["code"]).toBe("TIMEOUT");
    expect(slowSignal?.aborted).toBe(true);
    resolveSlow?.();
    await new Promise(setImmediate);
    expect(answered()).toBe(before + 1);
  });

  it("a client that leaves is counted as 499 and its work is told to stop", async () => {
    const before = answered();
    const leaving = new AbortController();
    const gone = kernel.fetch("/waits", { signal: leaving.signal }).catch(() => "gone");
    slowSignal = undefined;
    while (slowSignal === undefined) await new Promise(setImmediate);
    leaving.abort();
    await gone;
    await settled(before + 1);
    expect((slowSignal as AbortSignal).aborted).toBe(true);
    expect(kernel.metrics.render()).toContain(
      'http_requests_total{method="GET",route="/waits",status="499"} 1',
    );
    expect(kernel.recorder.totals().inFlight).toBe(0);
  });

  it("OBS-01: a thousand unknown paths add no series", async () => {
    const series = () => kernel.metrics.render().split("\n").length;
    await kernel.fetch("/unknown-first");
    const before = series();
    for (let index = 0; index < 200; index += 1) await kernel.fetch(`/unknown-${index}`);
    expect(series()).toBe(before);
  });
});

describe("GW-03: framing that is ambiguous is refused before any route", () => {
  const exchange = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(kernel.port, "127.0.0.1", () => socket.write(text));
      let answer = "";
      socket.setTimeout(5000, () => reject(new Error("no answer")));
      socket.on("data", (chunk) => {
        answer += chunk.toString();
      });
      socket.on("close", () => resolve(answer));
      socket.on("error", reject);
    });

  it.each([
    [
      "both lengths",
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ["no host", "GET /thing HTTP/1.1\r\n\r\n"],
    ["headers over 16 KB", `GET /thing HTTP/1.1\r\nHost: x\r\nA: ${"a".repeat(20_000)}\r\n\r\n`],
    ["no HTTP at all", "hello\r\n\r\n"],
  ])("%s", async (_, text) => {
    expect(await exchange(text)).toMatch(/^HTTP\/1\.1 4\d\d /);
  });

  it("ERR-08: a fault before the stages costs its connection, not the process", async () => {
    let isBroken = true;
    const kernel = await startKernel([], {
      resolveOrigin: () => {
        if (isBroken) throw new Error("on purpose");
        return { address: "192.0.2.1", secure: false };
      },
    });
    await expect(kernel.fetch("/")).rejects.toThrow();
    isBroken = false;
    expect((await kernel.fetch("/")).status).toBe(404);
    expect(kernel.lines.join("")).toContain("a request could not be taken in");
    await kernel.stop();
  });
});
