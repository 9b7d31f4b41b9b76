import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAnswerReader, type ReadState } from "./answer-reader.ts";

const chunked = (body: Buffer, sizes: readonly number[]): Buffer => {
  const parts: Buffer[] = [];
  let at = 0;
  for (const size of [...sizes, body.length]) {
    const part = body.subarray(at, at + size);
    at += part.length;
    if (part.length > 0) {
      parts.push(
        Buffer.from(`${part.length.toString(16)};name=value\r\n`),
        part,
        Buffer.from("\r\n"),
      );
    }
  }
  return Buffer.concat([...parts, Buffer.from("0\r\nX-Trailer: yes\r\n\r\n")]);
};

/** Pushes bytes in pieces; the state after the last one. */
const pushAll = (bytes: Buffer, cuts: readonly number[], keepsBody = true) => {
  const reader = createAnswerReader();
  reader.expect({ isHead: false, keepsBody });
  const places = [...new Set(cuts.map((cut) => cut % bytes.length))].sort((a, b) => a - b);
  let state: ReadState = "more";
  let at = 0;
  for (const end of [...places, bytes.length]) {
    if (end > at) state = reader.push(bytes.subarray(at, end));
    at = end;
  }
  return { state, reader };
};

describe("the reader of answers", () => {
  it("TST-05: reads the same answer however its bytes are cut", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 5 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        fc.constantFrom("sized", "chunked", "interim"),
        (content, sizes, cuts, kind) => {
          const body = Buffer.from(content);
          const head = kind === "interim" ? "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" : "";
          const framing =
            kind === "chunked" ? "Transfer-Encoding: chunked" : `Content-Length: ${body.length}`;
          const bytes = Buffer.concat([
            Buffer.from(`${head}HTTP/1.1 201 Created\r\n${framing}\r\n\r\n`),
            kind === "chunked" ? chunked(body, sizes) : body,
          ]);
          const { state, reader } = pushAll(bytes, cuts);
          expect(state).toBe("done");
          expect(reader.status()).toBe(201);
          expect(reader.body().equals(body)).toBe(true);
          expect(reader.bytes()).toBe(bytes.length);
          expect(reader.staysOpen()).toBe(true);
        },
      ),
    );
  });

  it("takes no bytes whatever for an answer that they are not, and never throws", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.array(fc.nat()),
        (bytes, cuts) => {
          const { state } = pushAll(Buffer.concat([Buffer.from("HTPP"), Buffer.from(bytes)]), cuts);
          expect(state).not.toBe("done");
        },
      ),
    );
  });

  it.each([
    ["a head without an end", `HTTP/1.1 200 OK\r\nX: ${"a".repeat(70_000)}`],
    ["a chunk size that is none", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
    [
      "a chunk that is longer than it said",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
    ],
    [
      "a chunk line without an end",
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${"1".repeat(9_000)}`,
    ],
    ["bytes behind an answer", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab"],
  ])("calls %s garbage", (_, text) => {
    expect(pushAll(Buffer.from(text), []).state).toBe("garbage");
  });

  it.each([
    ["HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", "done", false],
    ["HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", "done", false],
    ["HTTP/1.1 204 No Content\r\n\r\n", "done", true],
    ["HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "done", true],
    ["HTTP/1.1 200 OK\r\n\r\nuntil the end", "more", false],
  ])("knows whether a connection goes on: %j", (text, state, staysOpen) => {
    const { state: seen, reader } = pushAll(Buffer.from(text), []);
    expect(seen).toBe(state);
    expect(reader.staysOpen()).toBe(staysOpen);
    expect(reader.endsWithConnection()).toBe(state === "more");
  });

  it("expects no body of an answer to HEAD", () => {
    const reader = createAnswerReader();
    reader.expect({ isHead: true, keepsBody: false });
    expect(reader.push(Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"))).toBe("done");
  });
});
