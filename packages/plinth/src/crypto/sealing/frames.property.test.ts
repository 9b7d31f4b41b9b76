import { createSecretKey } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openFrames, SealedFramesError, sealFrames } from "./frames.ts";

const FRAME = 65_536;
const KEY = createSecretKey(Buffer.alloc(32, 7));

const gather = async (pieces: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const found: Uint8Array[] = [];
  for await (const piece of pieces) found.push(piece);
  return Buffer.concat(found);
};
const seal = (bytes: Uint8Array, key = KEY) => gather(sealFrames(key, [bytes]));
const open = (bytes: Uint8Array, key = KEY) => gather(openFrames(key, [bytes]));

/** Bytes around whole frames, where a cut goes wrong if anywhere. */
const lengths = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: -2, max: 2 }))
    .map(([n, d]) => n * FRAME + d),
);
const bytesOf = (length: number): Buffer =>
  Buffer.from(Uint8Array.from({ length }, (_, at) => at % 251));

describe("PRIV-06: bytes of any length are sealed", () => {
  it("PRIV-06: come out as they went in, however they are cut, and hold nothing to be read", async () => {
    await fc.assert(
      fc.asyncProperty(lengths, fc.integer({ min: 1, max: 3 * FRAME }), async (length, cut) => {
        const plain = bytesOf(length);
        const pieces: Buffer[] = [];
        for (let at = 0; at < length; at += cut) pieces.push(plain.subarray(at, at + cut));
        const sealed = await gather(sealFrames(KEY, pieces));
        expect(sealed.equals(await seal(plain))).toBe(true);
        expect((await open(sealed)).equals(plain)).toBe(true);
        if (length > 16) expect(sealed.includes(plain.subarray(0, 16))).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it("PRIV-06: a byte that was changed anywhere, and any cut, is refused", async () => {
    const sealed = await seal(bytesOf(2 * FRAME + 100));
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: sealed.length - 1 }), fc.boolean(), async (at, isCut) => {
        const broken = Buffer.from(isCut ? sealed.subarray(0, at) : sealed);
        if (!isCut) broken[at] = (broken[at] ?? 0) ^ 1;
        await expect(open(broken)).rejects.toThrow(SealedFramesError);
      }),
      { numRuns: 60 },
    );
  });

  it("PRIV-06: frames in another order, of another key, or with something behind them are refused", async () => {
    const sealed = await seal(bytesOf(2 * FRAME + 100));
    const size = FRAME + 16;
    const parts = [
      sealed.subarray(0, size),
      sealed.subarray(size, 2 * size),
      sealed.subarray(2 * size),
    ];
    const [first, second, last] = parts as [Buffer, Buffer, Buffer];
    for (const wrong of [
      [second, first, last],
      [first, last],
      [first, second],
      [first, second, last, last],
    ]) {
      await expect(open(Buffer.concat(wrong))).rejects.toThrow(SealedFramesError);
    }
    const other = createSecretKey(Buffer.alloc(32, 8));
    await expect(open(sealed, other)).rejects.toThrow(SealedFramesError);
    await expect(open(sealed, createSecretKey(Buffer.alloc(16)))).rejects.toThrow(RangeError);
  });
});
