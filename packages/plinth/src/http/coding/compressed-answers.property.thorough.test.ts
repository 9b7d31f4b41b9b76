import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Type } from "#policy";
import { startKernel, type TestKernel } from "../kernel.test-support.ts";
import { reply } from "../reply/reply.ts";
import { route } from "../route.ts";
import { askRaw, decoded } from "./coding.test-support.ts";

const text = Type.Unsafe<Uint8Array | string>({});
let body: Uint8Array | string = "";
let kernel: TestKernel;

const answer = (path: string, dataClass: "public" | "secret") =>
  route.get(
    path,
    {
      access: { public: true, because: "open to everyone in this test" },
      summary: "Any body",
      produces: "text",
      cache: "no-cache",
      dataClass,
      responses: { 200: text },
    },
    () => reply(200, body, ["Content-Type", "text/plain; charset=utf-8"]),
  );

beforeAll(async () => {
  kernel = await startKernel([answer("/any", "public"), answer("/secret", "secret")]);
});
afterAll(() => kernel.stop());

/** Prose, noise, letters of several bytes, the same byte often; short and long. */
const bodies = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 3_000, size: "max" }),
  fc.uint8Array({ maxLength: 6_000, size: "max" }),
  fc
    .tuple(fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }), fc.nat({ max: 4_000 }))
    .map(([piece, times]) => piece.repeat(times)),
);

const weights = fc.oneof(
  fc.constant(undefined),
  fc.integer({ min: 0, max: 1_000 }).map((thousandths) => thousandths / 1_000),
);
const fields = fc.uniqueArray(
  fc.record({
    coding: fc.constantFrom("br", "gzip", "identity", "deflate", "zstd", "*"),
    weight: weights,
  }),
  { selector: ({ coding }) => coding, maxLength: 6 },
);

it("P-053: any body in any coding is the same bytes in no more, and nothing that was refused", async () => {
  await fc.assert(
    fc.asyncProperty(bodies, fields, async (given, accepted) => {
      body = given;
      const plain = Buffer.from(given as string);
      const field = accepted
        .map(({ coding, weight }) => (weight === undefined ? coding : `${coding};q=${weight}`))
        .join(", ");
      const asked = { "Accept-Encoding": field };
      const got = await askRaw(kernel, "/any", asked);
      const coding = got.headers["content-encoding"];

      expect(got.status).toBe(200);
      expect(decoded(got).equals(plain)).toBe(true);
      expect(got.bytes.length).toBeLessThanOrEqual(plain.length);
      expect(got.headers["content-length"]).toBe(String(got.bytes.length));
      expect(got.headers["vary"]).toBe(plain.length > 1_024 ? "Accept-Encoding" : undefined);
      if (coding !== undefined) {
        const own =
          accepted.find((one) => one.coding === coding) ??
          accepted.find((one) => one.coding === "*");
        expect(own).toBeDefined();
        expect(own?.weight).not.toBe(0);
        expect(plain.length).toBeGreaterThan(1_024);
      }

      const head = await askRaw(kernel, "/any", asked, "HEAD");
      const { date: _at, "x-request-id": _id, ...same } = got.headers;
      expect(head.headers).toMatchObject(same);
      const known = { ...asked, "If-None-Match": String(got.headers["etag"]) };
      expect((await askRaw(kernel, "/any", known)).status).toBe(304);
      expect((await askRaw(kernel, "/secret", asked)).headers).not.toHaveProperty(
        "content-encoding",
      );
    }),
  );
});
