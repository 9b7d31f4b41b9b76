import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sendRaw } from "../connections/raw.test-support.ts";
import { post, startKernel, type TestKernel } from "../kernel.test-support.ts";
import { route } from "../route.ts";
import { parseQuery } from "./text-values.ts";

const common = {
  access: { public: true, because: "only for this test" },
  summary: "A test",
  limit: { none: "not the subject" },
  responses: { 200: { type: "string" } },
} as const;

let kernel: TestKernel;
let handled: number;
beforeAll(async () => {
  const answer = () => {
    handled += 1;
    return "ok";
  };
  kernel = await startKernel([
    route.get(
      "/",
      {
        ...common,
        query: {
          type: "object",
          properties: { tag: { type: "array", items: { type: "string" }, maxItems: 10 } },
        },
      },
      answer,
    ),
    route.post("/", { ...common, body: { type: "object" }, bodyLimit: "2mb" }, answer),
  ]);
});
afterAll(() => kernel.stop());
beforeEach(() => {
  handled = 0;
});

describe("floods of members, parameters and cookies", () => {
  it("VAL-04: a body of 100,000 members is 400 and reaches no handler", async () => {
    const body = `{${Array.from({ length: 100_000 }, (_, at) => `"k${at}":1`).join(",")}}`;
    const answer = await kernel.json("/", post(body));
    expect([answer.response.status, handled]).toEqual([400, 0]);
    expect(JSON.stringify(answer.body)).toContain("too many members");
  });

  it("a parameter four thousand times is one fault of its own, found in linear time", async () => {
    const query = "tag=&".repeat(1_600);
    const { response } = await kernel.json(`/?${query}`);
    expect([response.status, handled]).toEqual([400, 0]);
    expect(parseQuery(`/?${"a&".repeat(50_000)}`)["a"]).toHaveLength(50_000);
  });

  it("brackets make no objects, and names of prototypes are names", async () => {
    expect(parseQuery("/?a[b]=1&a[]=2&__proto__[x]=3&__proto__=4&constructor=5")).toEqual(
      Object.assign(Object.create(null), {
        "a[b]": "1",
        "a[]": "2",
        "__proto__[x]": "3",
        ["__proto__"]: "4",
        constructor: "5",
      }),
    );
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it("a thousand cookies of one name cost one answer", async () => {
    const cookies = "sid=x; ".repeat(2_000);
    const { statuses } = await sendRaw(
      kernel.port,
      `GET / HTTP/1.1\r\nHost: t\r\nCookie: ${cookies}\r\nConnection: close\r\n\r\n`,
    );
    expect([statuses, handled]).toEqual([[200], 1]);
  });
});

describe("compressed bodies", () => {
  it.each([
    ["gzip", gzipSync(Buffer.alloc(50 * 1024 * 1024, 32))],
    ["deflate", Buffer.from("x")],
    ["br", Buffer.from("x")],
    ["zstd", Buffer.from("x")],
    ["gzip, gzip", Buffer.from("x")],
    ["x-gzip", Buffer.from("x")],
    ["identity, gzip", Buffer.from("x")],
  ])("VAL-05: %s is 415 and never unpacked, however small it looks", async (coding, body) => {
    const { response } = await kernel.json("/", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Content-Encoding": coding },
      body,
    });
    expect([response.status, handled]).toEqual([415, 0]);
  });
});
