import type { IncomingMessage } from "node:http";
import { PassThrough, Readable } from "node:stream";
import { Busboy } from "@fastify/busboy";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createManualClock } from "#core";
import { BOUNDARY, type FormPart, formOf } from "../samples.test-support.ts";
import { readForm } from "./read-form.ts";

/** Waits as long as a disk may. */
type Delay = () => Promise<void>;
const nothing: Delay = () => Promise.resolve();

type Read = readonly (readonly [string, string | undefined, string])[];

const cutUp = (form: Buffer, cuts: readonly number[]): Buffer[] => {
  const places = [
    0,
    ...cuts.map((cut) => cut % form.length).toSorted((a, b) => a - b),
    form.length,
  ];
  return places.slice(1).map((place, index) => form.subarray(places[index], place));
};

/** Piece by piece, and the end after the last of them, as from a socket. */
async function* arrive(pieces: readonly Buffer[]) {
  for (const piece of pieces) {
    yield piece;
    await new Promise((next) => setImmediate(next));
  }
}

const readOurs = async (pieces: readonly Buffer[], delay = nothing): Promise<Read> => {
  const found: [string, string | undefined, string][] = [];
  // A form comes from a socket; what reads it needs no more of one than a stream.
  const raw = Readable.from(arrive(pieces), { objectMode: false }) as unknown as IncomingMessage;
  await readForm(raw, {
    boundary: BOUNDARY,
    limitBytes: 1_000_000,
    maxParts: 100,
    idleMs: 1_000,
    startTimer: createManualClock().startTimer,
    onPart: async ({ field, fileName }, bytes) => {
      const chunks: Buffer[] = [];
      for await (const chunk of bytes) {
        await delay();
        chunks.push(chunk);
      }
      found.push([field, fileName, Buffer.concat(chunks).toString("hex")]);
    },
  });
  return found;
};

/** The same by the library alone, in one piece. */
const readTheirs = (form: Buffer): Promise<Read> =>
  new Promise((resolve, reject) => {
    const found: [string, string | undefined, string][] = [];
    const busboy = new Busboy({
      headers: { "content-type": `multipart/form-data; boundary=${BOUNDARY}` },
      isPartAFile: () => true,
      preservePath: true,
    });
    busboy.on("file", (field, stream, fileName) => {
      const chunks: Buffer[] = [];
      const entry: [string, string | undefined, string] = [field, fileName, ""];
      found.push(entry);
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        entry[2] = Buffer.concat(chunks).toString("hex");
      });
    });
    busboy.on("finish", () => resolve(found));
    busboy.on("error", reject);
    new PassThrough().end(form).pipe(busboy);
  });

/** Bytes that look like the boundary, or nearly. */
const content = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 30 }),
      fc
        .constantFrom(
          "\r\n",
          "\r\n--",
          `\r\n--${BOUNDARY.slice(0, -1)}`,
          `--${BOUNDARY}`,
          "\r\n\r\n",
        )
        .map((text) => Buffer.from(text)),
      fc.integer({ min: 0, max: 20_000 }).map((length) => Buffer.alloc(length, "\r\n-")),
    ),
    { maxLength: 4 },
  )
  .map((all) => Buffer.concat(all))
  .filter(
    (bytes) =>
      !bytes.includes(`\r\n--${BOUNDARY}`) && !bytes.subarray(0, 60).includes(`--${BOUNDARY}`),
  );

const part: fc.Arbitrary<FormPart> = fc.record(
  {
    field: fc.stringMatching(/^[a-z]{1,8}$/),
    fileName: fc.stringMatching(/^[a-z.]{1,8}$/),
    data: content,
  },
  { requiredKeys: ["field", "data"] },
);

it("VAL-01: a form means the same however it is cut up on its way, and the same as to the library", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { minLength: 1, maxLength: 5 }),
      fc.array(fc.nat(), { maxLength: 12 }),
      async (parts, cuts) => {
        const form = formOf(...parts);
        const expected = parts.map(({ field, fileName, data }) => [
          field,
          fileName,
          Buffer.from(data).toString("hex"),
        ]);
        expect(await readOurs(cutUp(form, cuts))).toEqual(expected);
        expect(await readTheirs(form)).toEqual(expected);
      },
    ),
    { numRuns: 120 },
  );
});

it("VAL-01: a form that ends anywhere before its end is refused, and nothing hangs", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { minLength: 1, maxLength: 3 }),
      fc.nat(),
      fc.array(fc.nat(), { maxLength: 4 }),
      async (parts, end, cuts) => {
        const form = formOf(...parts);
        // Up to the last hyphen of the last boundary: the line break behind it may be missing.
        const short = form.subarray(0, end % (form.length - 3));
        await expect(
          readOurs(cutUp(Buffer.concat([short, Buffer.from(" ")]), cuts)),
        ).rejects.toMatchObject({
          code: "VALIDATION_ERROR",
        });
      },
    ),
    { numRuns: 120 },
  );
});

it("VAL-01: a form is read to its end however slow the disk is", async () => {
  // Some turns of the loop, told by a seed.
  const slow = (seed: number): Delay => {
    let state = seed;
    return async () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      for (let turn = state >>> 30; turn > 0; turn -= 1) {
        await new Promise((next) => setImmediate(next));
      }
    };
  };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 150_000 }), { minLength: 1, maxLength: 3 }),
      fc.array(fc.nat(), { maxLength: 6 }),
      fc.nat(),
      async (sizes, cuts, seed) => {
        const form = formOf(
          ...sizes.map((size) => ({ field: "f", data: Buffer.alloc(size, "-") })),
        );
        const read = await readOurs(cutUp(form, cuts), slow(seed));
        expect(read.map(([, , hex]) => hex.length / 2)).toEqual(sizes);
      },
    ),
    { numRuns: 80 },
  );
});

it("VAL-01: the last piece may come while the disk is far behind", async () => {
  const late: Delay = async () => {
    for (let turn = 0; turn < 50; turn += 1) await new Promise((next) => setImmediate(next));
  };
  // The piece in the middle still fits into what a part holds, the last one no longer.
  const form = formOf({ field: "f", data: Buffer.alloc(150_000, "-") });
  const read = await readOurs(cutUp(form, [10_000, 70_000]), late);
  expect(read.map(([, , hex]) => hex.length / 2)).toEqual([150_000]);
});
