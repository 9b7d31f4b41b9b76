import { createSecretKey } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSecureRandom } from "#crypto";
import { BackupFault } from "../fault.ts";
import { openObject, readObject, sealObject } from "./container.ts";

const random = createSecureRandom();
const keyOf = (fill: number) => createSecretKey(Buffer.alloc(32, fill));
const key = keyOf(7);
const header = { name: "g1/log/1.plb", at: 1_000, meta: { kind: "log" } };

const collect = async (source: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
};
const seal = (content: readonly Uint8Array[], name = header.name) =>
  collect(sealObject({ key, random }, { ...header, name }, content));
/** In pieces of a length, as a slow disk gives it. */
const inPieces = async function* pieces(bytes: Uint8Array, length: number) {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
};
const read = (bytes: Uint8Array, name = header.name, opening = key) =>
  readObject(opening, name, inPieces(bytes, 50_000));
const kindOf = async (attempt: Promise<unknown>): Promise<string> => {
  const fault = await attempt.catch((reason: unknown) => reason);
  return fault instanceof BackupFault ? fault.kind : "opened";
};

/** Around the length of a chunk, where mistakes are. */
const lengths = fc.oneof(
  fc.integer({ min: 0, max: 300 }),
  fc.constantFrom(65_535, 65_536, 65_537, 131_072, 131_073),
);

describe("an object of a backup", () => {
  it("P-059: gives back what was sealed, however it is cut into pieces, and shows nothing of it", async () => {
    await fc.assert(
      fc.asyncProperty(lengths, fc.integer({ min: 1, max: 70_000 }), async (length, step) => {
        const canary = "the canary of the backup";
        const content = Buffer.from(canary.padEnd(length + canary.length, "x"));
        const pieces: Uint8Array[] = [];
        for (let at = 0; at < content.length; at += step)
          pieces.push(content.subarray(at, at + step));
        const sealed = await seal(pieces);
        expect(sealed.includes(canary)).toBe(false);
        const opened = await read(sealed);
        expect(opened.content.equals(content)).toBe(true);
        expect(opened.header).toEqual(header);
      }),
      { numRuns: 25 },
    );
  });

  it("P-059: any flipped bit is refused, wherever it is", async () => {
    const sealed = await seal([Buffer.alloc(70_000, 3)]);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.integer({ min: 0, max: 400 }),
          fc.integer({ min: 0, max: sealed.length - 1 }),
          fc.integer({ min: sealed.length - 40, max: sealed.length - 1 }),
        ),
        fc.integer({ min: 0, max: 7 }),
        async (at, bit) => {
          const changed = Buffer.from(sealed);
          changed[at] = (changed[at] ?? 0) ^ (1 << bit);
          expect(await kindOf(read(changed))).not.toBe("opened");
        },
      ),
      { numRuns: 150 },
    );
  });

  it("P-059: cut off anywhere, at the end of a chunk too, it is refused", async () => {
    const sealed = await seal([Buffer.alloc(140_000, 3)]);
    const start = sealed.length - 140_000 - 3 * 16;
    const ends = [0, 5, start, start + 65_552, start + 131_104, sealed.length - 1];
    for (const end of ends) {
      expect(await kindOf(read(sealed.subarray(0, end))), `${end} bytes`).not.toBe("opened");
    }
    expect(await kindOf(read(Buffer.concat([sealed, Buffer.alloc(20)])))).toBe("damaged");
  });

  it("P-059: chunks cannot change places, within an object or between two", async () => {
    const one = await seal([Buffer.alloc(140_000, 1)]);
    const other = await seal([Buffer.alloc(140_000, 1)]);
    const start = one.length - 140_000 - 3 * 16;
    const chunk = (of: Buffer, index: number) =>
      of.subarray(start + index * 65_552, start + (index + 1) * 65_552);
    const swapped = [one.subarray(0, start), chunk(one, 1), chunk(one, 0), chunk(one, 2)];
    expect(await kindOf(read(Buffer.concat(swapped)))).toBe("damaged");
    const mixed = [one.subarray(0, start), chunk(other, 0), chunk(one, 1), chunk(one, 2)];
    expect(await kindOf(read(Buffer.concat(mixed)))).toBe("damaged");
  });

  it("P-059: a wrong key, another name and what is no backup are told apart, and refused", async () => {
    const sealed = await seal([Buffer.from("content")]);
    expect(await kindOf(read(sealed, header.name, keyOf(8)))).toBe("wrong-key");
    expect(await kindOf(read(sealed, "g1/log/2.plb"))).toBe("damaged");
    expect(await kindOf(read(Buffer.from("something else, long enough to be read")))).toBe(
      "foreign",
    );
    expect(await kindOf(read(Buffer.alloc(0)))).toBe("foreign");
    const opened = await openObject([keyOf(8), key], header.name, inPieces(sealed, 10));
    expect((await collect(opened.content())).toString()).toBe("content");
  });
});
