import { Buffer } from "node:buffer";
import { afterAll, describe, expect, it } from "vitest";
import type { ImageFault } from "./fault.ts";
import { readImageHeader } from "./header.ts";
import {
  CANARY,
  makeExif,
  makePng,
  pngChunk,
  withJpegMetadata,
  withWebpMetadata,
} from "./images.test-support.ts";
import { createImageReencoder } from "./reencoder.ts";

const images = createImageReencoder();
afterAll(() => images.close());

const reasonOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "taken",
    (fault: ImageFault) => fault.reason,
  );

/** Red on the left, blue on the right. */
const half = (width: number, height: number): Buffer =>
  makePng({ width, height, colour: (x) => (x < width / 2 ? [255, 0, 0] : [0, 0, 255]) });

describe("UPL-04: images made anew", () => {
  it("UPL-04: nothing of the metadata is left, whatever the format, and the picture stands upright", async () => {
    const plain = half(16, 8);
    const jpeg = await images.reencode(plain, { type: "image/jpeg" });
    const webp = await images.reencode(plain, { type: "image/webp" });
    const sources = [
      withJpegMetadata(jpeg.bytes, 6),
      withWebpMetadata(webp.bytes, { width: 16, height: 8 }, 6),
      makePng({
        width: 16,
        height: 8,
        chunks: [
          pngChunk("eXIf", makeExif(6)),
          pngChunk("tEXt", Buffer.from(`Comment\0${CANARY}`)),
        ],
      }),
    ];
    for (const source of sources) {
      expect(source.includes(CANARY)).toBe(true);
      expect(readImageHeader(source).orientation).toBe(6);
      for (const type of ["image/png", "image/jpeg", "image/webp"] as const) {
        const made = await images.reencode(source, { type });
        expect(Buffer.from(made.bytes).includes("CANARY")).toBe(false);
        expect(Buffer.from(made.bytes).includes("Exif")).toBe(false);
        expect(readImageHeader(made.bytes)).toEqual({
          type,
          width: 8,
          height: 16,
          frames: 1,
          orientation: 1,
        });
      }
    }
  });

  it("makes large images smaller and leaves small ones as large as they are", async () => {
    const large = await images.reencode(half(600, 300), { type: "image/webp", maxSide: 200 });
    expect(large).toMatchObject({ width: 200, height: 100, type: "image/webp" });
    const small = await images.reencode(half(20, 10), { type: "image/png", maxSide: 200 });
    expect(small).toMatchObject({ width: 20, height: 10 });
  });

  it("refuses a bomb and a lying header without a thread, and a damaged file with one; the next works", async () => {
    const bomb = makePng({ width: 1, height: 1, claims: { width: 50_000, height: 50_000 } });
    expect(await reasonOf(images.reencode(bomb, { type: "image/png" }))).toBe("side-too-long");
    const short = makePng({ width: 2, height: 2, claims: { width: 3_000, height: 3_000 } });
    expect(await reasonOf(images.reencode(short, { type: "image/png" }))).toBe("cannot-decode");
    const webp = await images.reencode(half(16, 8), { type: "image/webp" });
    const lying = withWebpMetadata(webp.bytes, { width: 4, height: 4 }, 1);
    expect(await reasonOf(images.reencode(lying, { type: "image/png" }))).toBe("broken");
    const jpeg = await images.reencode(half(64, 64), { type: "image/jpeg" });
    const torn = Buffer.concat([jpeg.bytes.subarray(0, 200), Buffer.alloc(500, 0x11)]);
    expect(await reasonOf(images.reencode(torn, { type: "image/png" }))).toMatch(
      /^(cannot-decode|taken|broken)$/,
    );
    expect(await images.reencode(half(4, 4), { type: "image/png" })).toMatchObject({ width: 4 });
  });

  it("is asked for one image at a time, and refuses what would wait too long", async () => {
    const few = createImageReencoder({ queueLength: 2 });
    const works = Array.from({ length: 3 }, () => few.reencode(half(8, 8), { type: "image/png" }));
    expect(await Promise.all(works.map(reasonOf))).toEqual(["taken", "taken", "busy"]);
    await few.close();
    expect(await reasonOf(few.reencode(half(8, 8), { type: "image/png" }))).toBe("busy");
  });
});

describe("UPL-04: a decoder that hangs or dies", () => {
  const script = (code: string): URL => new URL(`data:text/javascript,${encodeURIComponent(code)}`);
  const LISTEN =
    'import { parentPort } from "node:worker_threads"; parentPort.on("message", () => ';

  it("is a clear answer, and the process lives", async () => {
    const dying = createImageReencoder({ script: script(`${LISTEN} process.exit(7));`) });
    expect(await reasonOf(dying.reencode(half(4, 4), { type: "image/png" }))).toBe("cannot-decode");
    expect(await reasonOf(dying.reencode(half(4, 4), { type: "image/png" }))).toBe("cannot-decode");
    await dying.close();
    const hungry = createImageReencoder({
      script: script(`${LISTEN} { const all = []; for (;;) all.push(new Array(1e5).fill({})); });`),
    });
    expect(await reasonOf(hungry.reencode(half(4, 4), { type: "image/png" }))).toBe(
      "cannot-decode",
    );
    await hungry.close();
  });

  it("is ended after its time", async () => {
    const rings: (() => void)[] = [];
    const hanging = createImageReencoder({
      script: script(`${LISTEN} { for (;;); });`),
      startTimer: (_, call) => {
        rings.push(call);
        return () => undefined;
      },
    });
    const work = reasonOf(hanging.reencode(half(4, 4), { type: "image/png" }));
    while (rings.length === 0) await new Promise((resolve) => setImmediate(resolve));
    rings[0]?.();
    expect(await work).toBe("timeout");
    await hanging.close();
  });
});
