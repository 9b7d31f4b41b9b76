import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ImageFault } from "./fault.ts";
import { IMAGE_LIMITS, readImageHeader, requireImageWithin } from "./header.ts";
import { makeExif, makePng, pngChunk } from "./images.test-support.ts";

const reasonOf = (run: () => unknown): string => {
  try {
    run();
    return "taken";
  } catch (fault) {
    return fault instanceof ImageFault ? fault.reason : String(fault);
  }
};

const u16 = (value: number): number[] => [value & 255, value >> 8];

const gifFrame = (left: number, width: number): number[] => [
  ...[0x21, 0xf9, 4, 0, 0, 0, 0, 0],
  ...[0x2c, ...u16(left), ...u16(0), ...u16(width), ...u16(2), 0, 2, 2, 0x4c, 1, 0],
];

const gif = (frames: readonly number[][]): Buffer =>
  Buffer.from([
    ...Buffer.from("GIF89a"),
    ...[...u16(4), ...u16(2), 0x80, 0, 0, 0, 0, 0, 255, 255, 255],
    ...frames.flat(),
    0x3b,
  ]);

const box = (name: string, ...parts: Buffer[]): Buffer => {
  const data = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length + 8);
  head.write(name, 4, "latin1");
  return Buffer.concat([head, data]);
};

const ispe = (width: number, height: number): Buffer => {
  const data = Buffer.alloc(12);
  data.writeUInt32BE(width, 4);
  data.writeUInt32BE(height, 8);
  return box("ispe", data);
};

const avif = (...sizes: Buffer[]): Buffer =>
  Buffer.concat([
    box("ftyp", Buffer.from("avif\0\0\0\0avifmif1", "latin1")),
    box("meta", Buffer.alloc(4), box("iprp", box("ipco", ...sizes))),
    box("mdat", Buffer.alloc(40)),
  ]);

describe("UPL-04: what an image claims to be, read from its header", () => {
  it("tells size, frames and orientation of each format", () => {
    expect(
      readImageHeader(makePng({ width: 3, height: 2, chunks: [pngChunk("eXIf", makeExif(6))] })),
    ).toEqual({ type: "image/png", width: 3, height: 2, frames: 1, orientation: 6 });
    expect(readImageHeader(gif([gifFrame(0, 4), gifFrame(90, 10)]))).toMatchObject({
      type: "image/gif",
      width: 100,
      frames: 2,
    });
    expect(readImageHeader(avif(ispe(640, 480), ispe(64, 48)))).toMatchObject({
      type: "image/avif",
      width: 640,
      height: 480,
    });
  });

  it("refuses a small file that claims to be huge, before anything is decoded", () => {
    const bomb = makePng({ width: 1, height: 1, claims: { width: 50_000, height: 50_000 } });
    expect(bomb.length).toBeLessThan(100);
    const judge = (bytes: Uint8Array) => () =>
      requireImageWithin(readImageHeader(bytes), IMAGE_LIMITS);
    expect(reasonOf(judge(bomb))).toBe("side-too-long");
    const wide = makePng({ width: 1, height: 1, claims: { width: 16_000, height: 16_000 } });
    expect(reasonOf(judge(wide))).toBe("too-many-pixels");
    expect(reasonOf(judge(avif(ispe(60_000, 2))))).toBe("side-too-long");
    expect(reasonOf(judge(gif([gifFrame(0, 4), gifFrame(0, 4)])))).toBe("too-many-frames");
    const moving = makePng({
      width: 1,
      height: 1,
      chunks: [pngChunk("acTL", Buffer.from([0, 0, 0, 9, 0, 0, 0, 0]))],
    });
    expect(reasonOf(judge(moving))).toBe("too-many-frames");
    expect(reasonOf(judge(makePng({ width: 4, height: 4 })))).toBe("taken");
  });

  it("counts the pixels of all frames together", () => {
    const header = {
      type: "image/gif",
      width: 100,
      height: 100,
      frames: 5,
      orientation: 1,
    } as const;
    const limits = { maxPixels: 49_999, maxSide: 100, maxFrames: 5 };
    expect(reasonOf(() => requireImageWithin(header, limits))).toBe("too-many-pixels");
    const enough = { ...limits, maxPixels: 50_000 };
    expect(reasonOf(() => requireImageWithin(header, enough))).toBe("taken");
  });

  it("takes no file for an image that is none, and none that ends too early", () => {
    expect(reasonOf(() => readImageHeader(Buffer.from("<html><script>")))).toBe("unknown-type");
    const whole = makePng({ width: 3, height: 2 });
    expect(reasonOf(() => readImageHeader(whole.subarray(0, 20)))).toBe("broken");
    const empty = makePng({ width: 1, height: 1, claims: { width: 0, height: 1 } });
    expect(reasonOf(() => readImageHeader(empty))).toBe("broken");
  });

  it("UPL-04: any bytes behind any beginning are answered with a reason, never with another error", () => {
    const starts = ["\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "GIF89a", "RIFF____WEBP", "____ftypavif"];
    const samples = [makePng({ width: 3, height: 2 }), gif([gifFrame(0, 4)]), avif(ispe(2, 2))];
    fc.assert(
      fc.property(
        fc.oneof(
          fc
            .tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 200 }))
            .map(([start, rest]) => Buffer.concat([Buffer.from(start, "latin1"), rest])),
          fc
            .tuple(fc.constantFrom(...samples), fc.nat(), fc.nat(255))
            .map(([sample, at, value]) => {
              const bytes = Buffer.from(sample);
              bytes[at % bytes.length] = value;
              return bytes;
            }),
        ),
        (bytes) => {
          expect(reasonOf(() => readImageHeader(bytes))).toMatch(/^(taken|broken|unknown-type)$/);
        },
      ),
      { numRuns: 500 },
    );
  });
});
