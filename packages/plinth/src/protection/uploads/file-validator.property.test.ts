import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UPLOAD_TYPES, type UploadType } from "#policy";
import { createFileValidator, type FileClaim, type FileVerdict } from "./file-validator.ts";
import { pngOf, SAMPLES } from "./samples.test-support.ts";

/** Extensions by type, once more and by hand: what is compared with must not be what is tested. */
const EXTENSIONS: Readonly<Record<string, UploadType>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  pdf: "application/pdf",
  csv: "text/csv",
  zip: "application/zip",
};
const RUNNABLE = ["php", "html", "exe", "svg", "js"];
const MAX_BYTES = 600;

interface Case {
  readonly base: string;
  readonly inner: string;
  readonly extension: string;
  readonly declared: string;
  readonly content: Buffer;
  /** What the content is; undefined where it is nothing that is known. */
  readonly truth: UploadType | undefined;
  readonly allowed: readonly UploadType[];
}

const contents = fc.oneof(
  fc
    .constantFrom(...Object.values(EXTENSIONS))
    .map((truth) => ({ truth, content: SAMPLES[truth] })),
  fc.integer({ min: MAX_BYTES - 2, max: MAX_BYTES + 2 }).map((size) => ({
    truth: "image/png" as UploadType | undefined,
    content: pngOf(size),
  })),
  fc
    .constantFrom("<html><script>1</script>", "<?php 1;", "MZ\x90\0", "\x7fELF", "#!/bin/sh", "")
    .map((text) => ({ truth: undefined, content: Buffer.from(text, "latin1") })),
  fc.uint8Array({ maxLength: 80 }).map((bytes) => ({
    truth: undefined,
    // Nobody's mark, and no text.
    content: Buffer.concat([Buffer.from([0, 1]), bytes]),
  })),
);

const someCase: fc.Arbitrary<Case> = fc
  .record({
    base: fc.constantFrom("photo", "Ein Bild", "v1.2", "..\\x", "ünï", "photo\u202e"),
    inner: fc.constantFrom("", "", "", ...RUNNABLE, ...RUNNABLE.map((one) => one.toUpperCase())),
    extension: fc.constantFrom(...Object.keys(EXTENSIONS), "PNG", "Jpg", "exe", "php", "", "png."),
    declared: fc.constantFrom(
      ...Object.values(EXTENSIONS),
      "text/html",
      "application/octet-stream",
    ),
    found: contents,
    allowed: fc.subarray([...new Set(Object.values(EXTENSIONS))], { minLength: 1 }),
    agrees: fc.boolean(),
  })
  .map(({ found: { truth, content }, agrees, ...rest }) => {
    const own = Object.entries(EXTENSIONS).find(([, type]) => type === truth)?.[0];
    // Half of the cases agree in everything that can agree: else hardly one would be accepted.
    return agrees && truth !== undefined && own !== undefined
      ? { ...rest, truth, content, extension: own, declared: truth }
      : { ...rest, truth, content };
  });

const nameOf = ({ base, inner, extension }: Case): string =>
  [base, inner, extension].filter((part) => part !== "").join(".");

/** The sentence of P-011, word for word. */
const mayPass = (one: Case): boolean => {
  const type = EXTENSIONS[one.extension.toLowerCase()];
  return (
    type !== undefined &&
    one.inner === "" &&
    one.allowed.includes(type) &&
    one.content.length > 0 &&
    one.content.length <= MAX_BYTES &&
    one.truth === type &&
    one.declared === type
  );
};

type Check = (one: Case, file: FileClaim & { bytes: Buffer }) => Promise<FileVerdict>;

const honest: Check = (one, file) =>
  createFileValidator({ types: one.allowed, maxBytes: MAX_BYTES }).check(file);

const holds = (check: Check): Promise<void> =>
  fc.assert(
    fc.asyncProperty(someCase, async (one) => {
      const file = { name: nameOf(one), declaredType: one.declared, bytes: one.content };
      expect((await check(one, file)).valid, JSON.stringify(file.name)).toBe(mayPass(one));
    }),
    { numRuns: 2_000 },
  );

describe("P-011: a file is accepted exactly when extension, size and bytes agree and are allowed", () => {
  it("P-011, UPL-01", async () => {
    await holds(honest);
  });

  it("P-011 broken twin: trusting the client's word for the type is noticed", async () => {
    const trusting: Check = (one, file) => {
      const said = UPLOAD_TYPES.find((type) => type === file.declaredType);
      return honest(one, { ...file, bytes: said === undefined ? file.bytes : SAMPLES[said] });
    };
    await expect(holds(trusting)).rejects.toThrow("Property failed");
  });

  it("P-011 broken twin: looking at the last extension only is noticed", async () => {
    const last: Check = (one, file) =>
      honest(one, { ...file, name: `x.${file.name.split(".").at(-1) ?? ""}` });
    await expect(holds(last)).rejects.toThrow("Property failed");
  });

  it("P-011: any bytes get a verdict, and never a fault of ours", async () => {
    const all = createFileValidator({ types: UPLOAD_TYPES, allowSvg: true });
    const marks = UPLOAD_TYPES.map((type) => SAMPLES[type]);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...UPLOAD_TYPES),
        fc.constantFrom(...marks),
        fc.nat(40),
        fc.uint8Array({ maxLength: 60 }),
        fc.constantFrom(
          "png",
          "jpg",
          "gif",
          "webp",
          "avif",
          "pdf",
          "zip",
          "docx",
          "odt",
          "mp4",
          "webm",
          "mp3",
          "ogg",
          "wav",
          "json",
          "svg",
        ),
        async (type, mark, at, bytes, extension) => {
          const content = Buffer.concat([mark.subarray(0, at), bytes, mark.subarray(at + 4)]);
          const verdict = await all.check({ name: `x.${extension}`, bytes: content });
          expect(typeof verdict.valid, type).toBe("boolean");
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
