import { connect } from "node:net";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { strictObject, Type } from "#policy";
import { startKernel, type TestKernel } from "../kernel.test-support.ts";
import { streamReply } from "../reply/live/stream.ts";
import { reply } from "../reply/reply.ts";
import { route } from "../route.ts";
import { askRaw, decoded } from "./coding.test-support.ts";

const access = { public: true, because: "open to everyone in this test" } as const;
const policy = { access, summary: "An answer" } as const;
const text = "the same words again and again, ".repeat(64);
const large = "a list of many things. ".repeat(20_000);
const Words = strictObject({ words: Type.String() });
const type = (name: string) => ["Content-Type", name];
const plainText = type("text/plain; charset=utf-8");
let noise: Buffer;
let onLarge = (): void => undefined;
let seen: string | undefined;

const words = (path: string, headers: readonly string[], body: string | Buffer = text) =>
  route.get(
    path,
    { ...policy, produces: "text", responses: { 200: Type.String(), 206: Type.String() } },
    () => reply(path === "/part" ? 206 : 200, body as string, headers),
  );

const routes = [
  route.get("/json", { ...policy, responses: { 200: Words } }, () => ({ words: text })),
  route.get("/small", { ...policy, responses: { 200: Words } }, () => ({ words: "few" })),
  route.get("/kept", { ...policy, cache: "no-cache", responses: { 200: Words } }, () => ({
    words: text,
  })),
  route.get("/version", { ...policy, cache: "no-cache", responses: { 200: Words } }, () =>
    reply(200, { words: text }, ["ETag", '"7"']),
  ),
  route.put(
    "/version",
    { ...policy, csrf: { exempt: "nobody is signed in here" }, responses: { 204: null } },
    (request) => {
      seen = request.header("if-match");
      return reply(204);
    },
  ),
  words("/csv", type("text/csv; charset=utf-8")),
  words("/calendar", type("text/calendar; charset=utf-8")),
  route.get("/large", { ...policy, produces: "text", responses: { 200: Type.String() } }, () => {
    onLarge();
    return reply(200, large, plainText);
  }),
  words("/untyped", []),
  words("/pdf", type("application/pdf")),
  words("/done", [...plainText, "Content-Encoding", "br"]),
  words("/cookie", [...plainText, "Set-Cookie", "a=b"]),
  words("/part", [...plainText, "Content-Range", "bytes 0-9/100"]),
  words("/as-it-is", [...plainText, "Cache-Control", "private, no-transform"]),
  route.get(
    "/noise",
    { ...policy, produces: "text", responses: { 200: Type.Unsafe<Uint8Array>({}) } },
    () => reply(200, noise, plainText),
  ),
  route.get(
    "/token",
    { ...policy, responses: { 200: strictObject({ token: Type.String(), words: Type.String() }) } },
    () => ({ token: "t", words: text }),
  ),
  route.get("/secret", { ...policy, dataClass: "secret", responses: { 200: Words } }, () => ({
    words: text,
  })),
  route.get(
    "/declared",
    { ...policy, compress: { none: "reflects what it is asked" }, responses: { 200: Words } },
    () => ({ words: text }),
  ),
  route.get("/stream", { ...policy, produces: "stream", responses: { 200: Type.String() } }, () =>
    streamReply(200, Readable.from([text]), plainText),
  ),
];

let kernel: TestKernel;
beforeAll(async () => {
  noise = Buffer.from(crypto.getRandomValues(new Uint8Array(4_000)));
  kernel = await startKernel(routes);
});
afterAll(() => kernel.stop());

const br = { "Accept-Encoding": "br" };
const ask = (path: string, headers: Readonly<Record<string, string>> = br, method?: string) =>
  askRaw(kernel, path, headers, method);

describe("PERF-07: answers above 1 KB leave compressed", () => {
  it.each(["/json", "/csv", "/calendar", "/large"])("%s, the same bytes in fewer", async (path) => {
    const plain = await ask(path, {});
    expect(plain.headers).toMatchObject({ vary: "Accept-Encoding" });
    expect(plain.headers).not.toHaveProperty("content-encoding");
    for (const coding of ["br", "gzip"]) {
      const answer = await ask(path, { "Accept-Encoding": coding });
      expect(answer.headers).toMatchObject({
        "content-encoding": coding,
        "content-length": String(answer.bytes.length),
        vary: "Accept-Encoding",
      });
      expect(answer.bytes.length).toBeLessThan(plain.bytes.length);
      expect(decoded(answer).equals(plain.bytes)).toBe(true);
    }
  });

  it("a small one leaves as it is, and varies by nothing", async () => {
    const { headers } = await ask("/small");
    expect(headers).not.toHaveProperty("content-encoding");
    expect(headers).not.toHaveProperty("vary");
  });

  it("HEAD tells what GET would", async () => {
    for (const path of ["/json", "/large"]) {
      const [get, head] = [await ask(path), await ask(path, br, "HEAD")];
      for (const name of ["content-encoding", "content-length", "vary"]) {
        expect(head.headers[name]).toBe(get.headers[name]);
      }
      expect(head.bytes.length).toBe(0);
    }
  });

  it("pages of errors too, but not what refuses a flood", async () => {
    const html = { ...br, Accept: "text/html" };
    const page = await ask("/nowhere", html);
    expect([page.status, page.headers["content-encoding"]]).toEqual([404, "br"]);
    expect(page.headers["vary"]).toBe("Accept, Accept-Encoding");
    expect(decoded(page).toString()).toContain("<h1>");
  });
});

describe("P-053: what is left as it is", () => {
  it.each([
    ["/pdf", "has a media type of its own coding"],
    ["/untyped", "does not say what it is"],
    ["/noise", "would be larger"],
    ["/part", "is a part"],
    ["/as-it-is", "says no-transform"],
    ["/cookie", "gives a cookie"],
    ["/token", "has a token"],
    ["/secret", "is secret"],
    ["/declared", "says so"],
    ["/stream", "comes bit by bit"],
  ])("%s, which %s", async (path) => {
    const [coded, plain] = [await ask(path), await ask(path, {})];
    expect(coded.headers).not.toHaveProperty("content-encoding");
    expect(coded.bytes.equals(plain.bytes)).toBe(true);
  });

  it("/done, which is coded already", async () => {
    const { headers, bytes } = await ask("/done", { "Accept-Encoding": "gzip" });
    expect([headers["content-encoding"], bytes.toString()]).toEqual(["br", text]);
  });

  it("what another site's page may have asked for with the cookies of a caller (BREACH)", async () => {
    const asked = async (site?: string) => {
      const from = site === undefined ? {} : { "Sec-Fetch-Site": site };
      const { headers } = await ask("/json", { ...br, Cookie: "sid=1", ...from });
      expect(headers["vary"]).toBe("Accept-Encoding");
      return headers["content-encoding"];
    };
    expect(await asked("cross-site")).toBeUndefined();
    expect(await asked("same-site")).toBeUndefined();
    expect(await asked()).toBeUndefined();
    expect(await asked("same-origin")).toBe("br");
    expect(await asked("none")).toBe("br");
    const anybody = await ask("/json", { ...br, "Sec-Fetch-Site": "cross-site" });
    expect(anybody.headers["content-encoding"]).toBe("br");
  });
});

describe("P-051, P-053: tags by coding (RFC 9110 section 8.8.3.3)", () => {
  it("each coding has its own, and 304 goes to who has the one that would be sent", async () => {
    const tags = new Map<string, string>();
    for (const coding of ["br", "gzip", "identity"]) {
      const { headers } = await ask("/kept", { "Accept-Encoding": coding });
      tags.set(coding, String(headers["etag"]));
    }
    expect(new Set(tags.values()).size).toBe(3);
    const again = (coding: string, known: string | undefined) =>
      ask("/kept", { "Accept-Encoding": coding, "If-None-Match": known ?? "" });
    for (const [coding, tag] of tags) {
      const { status, headers, bytes } = await again(coding, tag);
      expect([status, headers["etag"], bytes.length]).toEqual([304, tag, 0]);
      expect(headers).toMatchObject({ vary: "Accept-Encoding", "cache-control": "no-cache" });
      expect(headers).not.toHaveProperty("content-encoding");
    }
    // A cache would otherwise give its bytes in one coding to who takes another.
    expect((await again("gzip", tags.get("br"))).status).toBe(200);
    expect((await again("identity", tags.get("gzip"))).status).toBe(200);
    expect((await again("br", tags.get("identity"))).status).toBe(304);
  });

  it("a change may be made against any of them", async () => {
    for (const coding of ["br", "gzip", "identity"]) {
      const { headers } = await ask("/version", { "Accept-Encoding": coding });
      await ask("/version", { "If-Match": String(headers["etag"]) }, "PUT");
      expect(seen).toBe('"7"');
    }
  });
});

it("P-032: a caller who leaves while an answer is compressed is counted once", async () => {
  const { total } = kernel.recorder.totals();
  const caller = connect(kernel.port, "127.0.0.1");
  caller.on("error", () => undefined);
  onLarge = () => caller.destroy();
  caller.write("GET /large HTTP/1.1\r\nHost: test\r\nAccept-Encoding: br\r\n\r\n");
  await expect.poll(() => kernel.recorder.totals().total, { timeout: 10_000 }).toBe(total + 1);
  onLarge = () => undefined;
  await ask("/small");
  expect(kernel.recorder.totals()).toMatchObject({ total: total + 2, inFlight: 0 });
});
