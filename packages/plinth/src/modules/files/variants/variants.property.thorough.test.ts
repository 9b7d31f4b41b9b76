import { Buffer } from "node:buffer";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { preferredType } from "#http";
import { readImageHeader } from "#services/images";
import { makeExif, makePng, pngChunk } from "../../../services/images/images.test-support.ts";
import { type FileBench, startFileBench } from "../../../testing/kept-files.ts";
import type { KeepOptions } from "../keeping.ts";
import { VARIANT_WIDTHS } from "./variants.ts";

let bench: FileBench;
let options: KeepOptions;
let authorization: string;
beforeAll(async () => {
  bench = await startFileBench();
  const person = await bench.person();
  const { tokens } = await bench.identity.addSession(person.account);
  options = person.options;
  authorization = `Bearer ${tokens.accessToken}`;
});
afterAll(() => bench.stop());

/** Noise: what is the same everywhere would hide how a picture lies. */
const picture = (width: number, height: number, orientation: number): Buffer =>
  makePng({
    width,
    height,
    colour: (x, y) => [(x * 37) % 256, (y * 53) % 256, (x * y) % 256],
    chunks: [pngChunk("eXIf", makeExif(orientation))],
  });

const keepOne = async (bytes: Buffer, isMadeAnew: boolean) => {
  const output = { type: "image/webp", maxSide: 1_600 } as const;
  const file = isMadeAnew
    ? await bench.files.keepImage(bench.incoming(bytes), { ...options, output })
    : await bench.files.keep(bench.incoming(bytes), options);
  const get = async (query: string, headers: Record<string, string> = {}) => {
    const answer = await bench.identity.app.fetch(`/api/v1/files/${file.id}${query}`, {
      headers: { authorization, ...headers },
    });
    return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
  };
  return { file, get };
};

const BROWSERS = {
  "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8": "image/webp",
  "image/webp,*/*": "image/webp",
  "image/png,image/jpeg;q=0.8,image/webp;q=0": "image/jpeg",
  "image/jpeg, image/*;q=0.5": "image/jpeg",
  "*/*": "image/webp",
} as const;

describe("P-052, PERF-07: pictures by width and Accept", () => {
  it("P-052: any picture is no larger, in proportion within a pixel, upright, as Accept says", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 8 }),
        fc.boolean(),
        fc.constantFrom(...VARIANT_WIDTHS),
        fc.constantFrom(...(Object.keys(BROWSERS) as (keyof typeof BROWSERS)[])),
        async (storedWidth, storedHeight, orientation, isMadeAnew, width, accept) => {
          const { file, get } = await keepOne(
            picture(storedWidth, storedHeight, orientation),
            isMadeAnew,
          );
          const [w, h] =
            orientation >= 5 ? [storedHeight, storedWidth] : [storedWidth, storedHeight];
          const { answer, bytes } = await get(`?width=${width}`, { accept });
          const type = answer.headers.get("content-type");
          expect(answer.status).toBe(200);
          expect(answer.headers.get("vary")).toContain("Accept");
          expect(answer.headers.get("content-length")).toBe(String(bytes.length));
          const isKept = bytes.length === file.bytes && type === file.type;
          if (isMadeAnew) expect(type).toBe(BROWSERS[accept]);
          // What is kept is small enough already, or would only have grown.
          if (isKept) return;
          const made = readImageHeader(bytes);
          expect(made.type).toBe(type);
          expect(made.orientation).toBe(1);
          expect(made.width).toBe(Math.min(w, width));
          expect(Math.abs(made.height - (made.width * h) / w)).toBeLessThanOrEqual(1);
          expect(made.height).toBeLessThanOrEqual(h);
          if (type === file.type) expect(bytes.length).toBeLessThan(file.bytes);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("PERF-07: each variant has a tag of its own, and is not sent again", async () => {
    const { get } = await keepOne(picture(900, 600, 1), true);
    const tags = new Set<string>();
    for (const query of ["", "?width=96", "?width=320"]) {
      for (const accept of ["image/webp", "image/jpeg"]) {
        const first = await get(query, { accept });
        expect(first.answer.headers.get("content-type")).toBe(accept);
        expect(first.answer.headers.get("content-disposition")).toMatch(
          accept === "image/webp" ? /\.webp/ : /\.jpg/,
        );
        const tag = first.answer.headers.get("etag") ?? "";
        tags.add(tag);
        const again = await get(query, { accept, "if-none-match": tag });
        expect([again.answer.status, again.answer.headers.get("etag")]).toEqual([304, tag]);
      }
    }
    expect(tags.size).toBe(6);
  });

  it("P-052: widths are those of the list, and nobody else gets a variant", async () => {
    const { file, get } = await keepOne(picture(300, 200, 1), true);
    for (const width of ["95", "100000", "-1", "x"]) {
      expect((await get(`?width=${width}`)).answer.status, width).toBe(400);
    }
    await get("?width=96");
    const stranger = await bench.person();
    expect((await stranger.ask("GET", `/api/v1/files/${file.id}?width=96`)).status).toBe(404);
    await bench.files.remove(file);
    expect((await get("?width=96")).answer.status).toBe(404);
  });

  it("what is no picture, or cannot be made, leaves as it is kept", async () => {
    const damaged = picture(300, 200, 1).subarray(0, 400);
    const { get } = await keepOne(Buffer.from(damaged), false);
    const { answer, bytes } = await get("?width=96", { accept: "image/webp" });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/png"]);
    expect(bytes.equals(damaged)).toBe(true);
  });
});

it.each([
  [undefined, "image/webp"],
  ["", "image/webp"],
  ["text/html", "image/webp"],
  ["image/*", "image/webp"],
  ["image/jpeg", "image/jpeg"],
  ["image/jpeg;q=0.4, */*;q=0.3", "image/jpeg"],
  ["image/webp;q=0, */*", "image/jpeg"],
  ["IMAGE/JPEG", "image/jpeg"],
])("P-052: Accept %j is given %s (RFC 9110 section 12.5.1)", (field, type) => {
  expect(preferredType(field, ["image/webp", "image/jpeg"])).toBe(type);
});
