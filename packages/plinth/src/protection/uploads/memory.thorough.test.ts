import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createEvents, systemClock, systemTimer } from "#core";
import { createSecureRandom } from "#crypto";
import { readStage, route } from "#http";
import { Type } from "#policy";
import { createMetrics } from "#telemetry";
import { startKernel, type TestKernel } from "../../http/kernel.test-support.ts";
import { BOUNDARY, formOf } from "./samples.test-support.ts";
import { createUploads } from "./stage.ts";

const MIB = 1_048_576;
const LIMIT = 10 * MIB;
const data = mkdtempSync(join(tmpdir(), "plinth-memory-"));

let app: TestKernel;
beforeAll(async () => {
  const uploads = createUploads({
    dataDirectory: data,
    random: createSecureRandom(),
    clock: systemClock,
    startTimer: systemTimer,
    events: createEvents(() => undefined),
    metrics: createMetrics(),
  });
  const upload = { file: { types: ["image/png"] } } as const;
  const access = { public: true, because: "anyone may send files here" } as const;
  app = await startKernel(
    [
      route.post(
        "/file",
        { access, summary: "x", upload, responses: { 200: Type.Unknown() } },
        () => ({}),
      ),
    ],
    { stages: { read: [readStage, uploads.read], meter: [uploads.receive] } },
  );
});
afterAll(async () => {
  await app.stop();
  rmSync(data, { recursive: true });
});

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Bytes that are held, not those that wait to be collected. */
const held = (): number => {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

const onDisk = (): number =>
  readdirSync(join(data, "incoming"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);

interface Seen {
  readonly answer: string;
  /** What the other side took off our hands, in bytes. */
  readonly sent: number;
  readonly mostMemory: number;
  readonly mostOnDisk: number;
}

/** Sends chunks of 1 MiB for as long as they are taken, at most 100, and watches this process. */
const flood = (chunked: boolean): Promise<Seen> =>
  new Promise((resolve) => {
    const before = held();
    let mostMemory = 0;
    let mostOnDisk = 0;
    let answer = "";
    const socket = connect(app.port, "127.0.0.1");
    const watch = (): void => {
      mostMemory = Math.max(mostMemory, held() - before);
      mostOnDisk = Math.max(mostOnDisk, onDisk());
    };
    const head = formOf({ field: "file", fileName: "a.png", type: "image/png", data: "" });
    const start = head.subarray(0, head.length - BOUNDARY.length - 8);
    const piece = Buffer.alloc(MIB, 7);
    let left = 100;
    const write = (part: Buffer): boolean => {
      if (!chunked) return socket.write(part);
      socket.write(`${part.length.toString(16)}\r\n`);
      socket.write(part);
      return socket.write("\r\n");
    };
    const pump = (): void => {
      watch();
      while (left > 0 && socket.writable) {
        left -= 1;
        if (!write(piece)) {
          socket.once("drain", pump);
          return;
        }
      }
    };
    const length = chunked ? "Transfer-Encoding: chunked" : `Content-Length: ${100 * MIB}`;
    socket.write(
      `POST /file HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=${BOUNDARY}\r\n${length}\r\n\r\n`,
    );
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      watch();
      resolve({ answer, sent: socket.bytesWritten, mostMemory, mostOnDisk });
    });
    if (write(start)) pump();
    else socket.once("drain", pump);
  });

it("VAL-05, UPL-02: 100 MiB to a route of 10 MiB: no more than 10 reach the disk, and memory stays flat", async () => {
  // Once for what is loaded and kept at the first time.
  await flood(true);
  const { answer, mostMemory, mostOnDisk, sent } = await flood(true);
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  // The file or the whole form: whichever the last piece went over first.
  expect(answer).toMatch(/"(?:FILE|PAYLOAD)_TOO_LARGE"/);
  expect(mostOnDisk).toBeGreaterThan(0);
  expect(mostOnDisk).toBeLessThanOrEqual(LIMIT);
  // What the two sockets hold counts as sent.
  expect(sent).toBeLessThan(LIMIT + 10 * MIB);
  // Ours and the client's of this test together; the whole file would be ten.
  expect(mostMemory).toBeLessThan(8 * MIB);
});

it("VAL-05: with the length said, nothing of it is written", async () => {
  const { answer, mostOnDisk, sent } = await flood(false);
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(mostOnDisk).toBe(0);
  expect(sent).toBeLessThan(10 * MIB);
});
