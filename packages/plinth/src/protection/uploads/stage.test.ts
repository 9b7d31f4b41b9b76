import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createEvents, createManualClock, type SecurityEvent } from "#core";
import { createSecureRandom } from "#crypto";
import { readStage, route, type UploadedFile } from "#http";
import { list, strictObject, Type } from "#policy";
import { createMetrics } from "#telemetry";
import { startKernel, type TestKernel } from "../../http/kernel.test-support.ts";
import { photo, REFUSALS, title } from "./refusals.test-support.ts";
import { BOUNDARY, formOf, png, pngOf, SAMPLES } from "./samples.test-support.ts";
import { createUploads } from "./stage.ts";

const everyone = { public: true, because: "anyone may send files here" } as const;
const responses = { 200: Type.Unknown() } as const;
const data = mkdtempSync(join(tmpdir(), "plinth-uploads-"));
const kept = join(data, "kept");
const clock = createManualClock();
const security: SecurityEvent[] = [];
const metrics = createMetrics();
const seen: UploadedFile[] = [];

const describeFiles = (files: Readonly<Record<string, readonly UploadedFile[]>>) =>
  Object.fromEntries(
    Object.entries(files).map(([field, all]) => [
      field,
      all.map(({ keepAs: _, path, ...rest }) => ({ ...rest, onDisk: statSync(path).size })),
    ]),
  );

const routes = [
  route.post(
    "/photo",
    {
      access: everyone,
      summary: "x",
      upload: {
        photo: { types: ["image/png", "image/gif"], maxBytes: 1_000 },
        more: {
          types: ["image/png", "application/zip"],
          maxBytes: 1_000,
          maxFiles: 2,
          optional: true,
        },
      },
      body: strictObject({
        title: Type.String({ minLength: 1 }),
        count: Type.Optional(Type.Integer()),
        tags: Type.Optional(list(Type.String())),
      }),
      bodyLimit: "1kb",
      responses,
    },
    ({ files, body }) => {
      seen.push(...files.photo, ...files.more);
      return { files: describeFiles(files), body };
    },
  ),
  route.put(
    "/large",
    { access: everyone, summary: "x", upload: { file: { types: ["image/png"] } }, responses },
    async ({ files }) => {
      const [file] = files.file;
      if (file === undefined) throw new TypeError("no file");
      await file.keepAs(join(kept, "large"));
      seen.push(file);
      return { bytes: file.bytes, sha256: file.sha256 };
    },
  ),
];

let app: TestKernel;
beforeAll(async () => {
  mkdirSync(kept);
  const events = createEvents((fault) => {
    throw fault;
  });
  events.on("security", (event) => security.push(event));
  const uploads = createUploads({
    dataDirectory: data,
    random: createSecureRandom(),
    clock,
    startTimer: clock.startTimer,
    events,
    metrics,
  });
  app = await startKernel(routes, {
    stages: { read: [readStage, uploads.read], meter: [uploads.receive] },
  });
});
afterAll(async () => {
  await app.stop();
  rmSync(data, { recursive: true });
});
beforeEach(() => {
  security.length = 0;
  seen.length = 0;
});

/** Files that stand below the data directory because a request has not ended. */
const leftovers = (): readonly string[] =>
  readdirSync(join(data, "incoming"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

/** Resolves once nothing is left; the test times out where something stays. */
const gone = async (): Promise<void> => {
  while (leftovers().length > 0) await new Promise((next) => setImmediate(next));
};

const multipart = `multipart/form-data; boundary=${BOUNDARY}`;
const send = async (body: Uint8Array | string, type = multipart, path = "/photo") => {
  const response = await fetch(app.url + path, {
    method: path === "/photo" ? "POST" : "PUT",
    headers: { "Content-Type": type },
    body: body as NonNullable<RequestInit["body"]>,
  });
  const text = await response.text();
  return { response, text, json: JSON.parse(text) as Record<string, unknown> };
};
const fieldsOf = (json: Record<string, unknown>): readonly string[] =>
  (json["details"] as readonly { field: string; rule: string }[]).map(
    ({ field, rule }) => `${field} ${rule}`,
  );

/** Writes to a socket; resolves with all that comes back, also of a connection that is cut. */
const raw = (port: number, ...pieces: readonly (Uint8Array | string)[]): Promise<string> =>
  new Promise((resolve) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => {
      for (const piece of pieces) socket.write(piece);
    });
    socket.on("data", (chunk: Buffer) => {
      answer += chunk.toString("latin1");
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(answer));
  });
const head = (length: number | "chunked", path = "/photo", method = "POST"): string =>
  `${method} ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${multipart}\r\n${
    length === "chunked" ? "Transfer-Encoding: chunked" : `Content-Length: ${length}`
  }\r\n\r\n`;

describe("what is accepted", () => {
  it("UPL-01, VAL-01: files by field with true type, size and digest; texts as the schema wants them", async () => {
    const form = formOf(
      { ...title, data: "Grüße" },
      photo,
      { field: "count", data: "3" },
      { field: "tags", data: "a" },
      { field: "tags", data: "b", type: "text/plain; charset=utf-8" },
      { field: "more", fileName: "../A B.PNG", type: "image/png", data: png() },
      {
        field: "more",
        fileName: "notes.zip",
        type: "application/zip",
        data: SAMPLES["application/zip"],
      },
    );
    const { response, json } = await send(form);
    expect(json).toMatchObject({
      body: { title: "Grüße", count: 3, tags: ["a", "b"] },
      files: {
        photo: [
          {
            field: "photo",
            name: "me.png",
            originalExtension: "png",
            type: "image/png",
            bytes: png().length,
            onDisk: png().length,
            sha256: createHash("sha256").update(png()).digest("hex"),
          },
        ],
        more: [{ name: "A B.PNG", originalExtension: "png" }, { type: "application/zip" }],
      },
    });
    expect(response.headers.get("connection")).not.toBe("close");
    await gone();
  });

  it("UPL-02: 10 MiB are accepted and kept, readable by the account alone", async () => {
    const large = pngOf(10_485_760);
    const form = formOf({ field: "file", fileName: "l.png", type: "image/png", data: large });
    const { response, json } = await send(form, multipart, "/large");
    expect([response.status, json["bytes"]]).toEqual([200, 10_485_760]);
    expect(readFileSync(join(kept, "large")).equals(large)).toBe(true);
    expect(statSync(join(kept, "large")).mode & 0o777).toBe(0o600);
    await gone();
    await expect(seen[0]?.keepAs(join(kept, "twice"))).rejects.toThrow("taken before");
    expect(existsSync(join(kept, "twice"))).toBe(false);
  });

  it("UPL-01: an optional field may be left out, or empty as browsers send it", async () => {
    const empty = { field: "more", fileName: "", type: "application/octet-stream", data: "" };
    const { json } = await send(formOf(photo, title, empty));
    expect(json["files"]).toMatchObject({ more: [] });
  });
});

describe("what is refused", () => {
  it.each(REFUSALS)("UPL-01, VAL-01: %s", async (_, form, status, code, fault) => {
    const { response, json, text } = await send(form);
    expect([response.status, json["code"], fieldsOf(json)]).toEqual([status, code, [fault]]);
    expect(response.headers.get("connection")).toBe("close");
    expect(text).not.toContain(data);
    expect(seen).toEqual([]);
    await gone();
    const announced = code.startsWith("FILE_") ? [["upload.refused", fault.split(" ")[1]]] : [];
    expect(security.map(({ name, data: told }) => [name, told?.["rule"]])).toEqual(announced);
  });

  it("VAL-02: one answer names every missing file and every bad text", async () => {
    const { json } = await send(formOf({ field: "count", data: "x" }));
    expect(fieldsOf(json).toSorted()).toEqual([
      "body.count type",
      "body.title required",
      "files.photo required",
    ]);
    const nothing = await fetch(`${app.url}/photo`, { method: "POST" });
    expect([nothing.status, fieldsOf((await nothing.json()) as Record<string, unknown>)]).toEqual([
      400,
      ["files.photo required", "body.title required"],
    ]);
  });

  it.each([
    ["application/json", 415],
    ["multipart/mixed; boundary=x", 415],
    ["multipart/form-data", 400],
    ['multipart/form-data; boundary=""', 400],
    [`multipart/form-data; boundary=${"x".repeat(71)}`, 400],
    ["multipart/form-data; boundary=x; boundary=y", 400],
    ["multipart/form-data; boundary=x{}", 400],
  ])("VAL-01: a body of type %s answers %i", async (type, status) => {
    const { response } = await send(formOf(photo, title), type);
    expect(response.status).toBe(status);
  });

  it("counts every form by what became of it", () => {
    const results = [...metrics.render().matchAll(/uploads_total\{result="(\w+)"\} (\d+)/g)];
    const counts = Object.fromEntries(results.map(([, result, count]) => [result, Number(count)]));
    expect(counts).toMatchObject({ accepted: 5, too_large: 2, type_refused: 4, refused: 3 });
  });
});

describe("what is never read", () => {
  it("VAL-05, UPL-02: a length over the cap is answered before a byte of the body", async () => {
    const answer = await raw(app.port, head(1_000_000_000));
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toMatch(/\r\nConnection: close\r\n/i);
    expect(answer).toContain('"limitBytes"');
  });

  it("VAL-05: without a length, reading stops at the cap", async () => {
    const piece = Buffer.alloc(50_000, 120);
    const start = formOf(photo).subarray(0, -BOUNDARY.length);
    const chunk = (part: Uint8Array): readonly (Uint8Array | string)[] => [
      `${part.length.toString(16)}\r\n`,
      part,
      "\r\n",
    ];
    const answer = await raw(
      app.port,
      head("chunked"),
      ...chunk(start),
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].flatMap(() => [...chunk(piece)]),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    await gone();
  });

  it("UPL-01: a client that leaves in the middle leaves nothing behind", async () => {
    const form = formOf(title, photo);
    const socket = connect(app.port, "127.0.0.1");
    socket.write(head(form.length));
    socket.write(form.subarray(0, form.length - 80));
    while (leftovers().length === 0) await new Promise((next) => setImmediate(next));
    socket.destroy();
    await gone();
    expect(seen).toEqual([]);
  });

  it("VAL-01: a form that stops arriving is answered 408", async () => {
    const form = formOf(title, photo);
    const answered = raw(app.port, head(form.length), form.subarray(0, form.length - 80));
    while (leftovers().length === 0) await new Promise((next) => setImmediate(next));
    clock.advance(10_000);
    expect(await answered).toMatch(/^HTTP\/1\.1 408 /);
    await gone();
  });
});
