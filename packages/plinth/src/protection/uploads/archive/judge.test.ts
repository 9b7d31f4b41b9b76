import { describe, expect, it } from "vitest";
import { createFileValidator } from "../file-validator.ts";
import { bytes, SAMPLES, type ZipEntry, zipOf } from "../samples.test-support.ts";

const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const validator = createFileValidator({
  types: ["application/zip", DOCX, "application/vnd.oasis.opendocument.text"],
  archive: { maxEntries: 5, maxUnpackedBytes: 1_000_000, maxRatio: 100 },
});
const ruleOf = async (content: Uint8Array, extension = "zip"): Promise<string> => {
  const verdict = await validator.check({ name: `x.${extension}`, bytes: content });
  return verdict.valid ? "accepted" : verdict.rule;
};

const text: ZipEntry = { name: "a.txt", data: bytes("hello") };
const noise = (length: number): Buffer => {
  // Not to be packed: a generator with known constants (Numerical Recipes).
  const buffer = Buffer.alloc(length);
  let state = 1;
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    buffer[at] = state >>> 24;
  }
  return buffer;
};
/** Behind what unpacks it when it is started; longer than what is held at a time. */
const behind = (archive: Uint8Array): Buffer =>
  Buffer.concat([bytes("MZ"), noise(70_000), archive]);
const RAR = Buffer.concat([bytes("Rar!\x1a\x07\x01\0"), noise(70_000)]);
const LINK = (0o120777 << 16) >>> 0;

describe("archives", () => {
  it.each([
    ["an honest one", [text, { name: "b/", isStored: true, data: Buffer.alloc(0) }], "accepted"],
    ["names of every alphabet", [{ name: "Grüße/日本.txt" }], "accepted"],
    ["six entries", [1, 2, 3, 4, 5, 6].map((n) => ({ name: `${n}` })), "archive.entries"],
    ["zeros without end", [{ name: "a", data: Buffer.alloc(900_000) }], "archive.ratio"],
    [
      "zeros in parts",
      [1, 2, 3, 4, 5].map((n) => ({ name: `${n}`, data: Buffer.alloc(65_536) })),
      "archive.ratio",
    ],
    [
      "more than a megabyte",
      [{ name: "a", isStored: true, data: noise(1_000_001) }],
      "archive.size",
    ],
    ["an entry that says less than it holds", [{ ...text, claims: 3 }], "archive.size"],
    ["an entry that says more than it holds", [{ ...text, claims: 9 }], "archive.structure"],
    [
      "entries that share their data",
      [text, { ...text, name: "b", sharesData: true }],
      "archive.structure",
    ],
    ["two entries of one name", [text, { ...text, name: "A.TXT" }], "archive.structure"],
    ["an encrypted entry", [{ ...text, flags: 0x801 }], "archive.encrypted"],
    ["another way to pack", [{ ...text, method: 12 }], "archive.structure"],
    ["a way out", [{ name: "../a" }], "archive.path"],
    ["a way out further in", [{ name: "a/../../b" }], "archive.path"],
    ["a way out of Windows", [{ name: "a\\..\\..\\b" }], "archive.path"],
    ["a way out that Windows trims", [{ name: "a/.. /b" }], "archive.path"],
    ["the root", [{ name: "/etc/passwd" }], "archive.path"],
    ["a drive", [{ name: "C:a" }], "archive.path"],
    ["NUL in a name", [{ name: "a\0b" }], "archive.path"],
    ["a link", [{ ...text, attributes: LINK }], "archive.path"],
    ["an archive by name", [{ name: "b.tar.gz" }], "archive.nested"],
    ["an archive by its bytes", [{ name: "b", data: zipOf(text) }], "archive.nested"],
    ["a stored archive", [{ name: "b", isStored: true, data: zipOf(text) }], "archive.nested"],
    [
      "an archive behind a program",
      [{ name: "b.exe", data: behind(zipOf(text)) }],
      "archive.nested",
    ],
    [
      "a stored archive behind a program",
      [{ name: "b.exe", isStored: true, data: behind(zipOf(text)) }],
      "archive.nested",
    ],
    ["a RAR behind a program", [{ name: "b.exe", data: behind(RAR) }], "archive.nested"],
    [
      "a stored RAR behind a program",
      [{ name: "b.exe", isStored: true, data: behind(RAR) }],
      "archive.nested",
    ],
    ["a program", [{ name: "b.exe", data: behind(noise(1_000)) }], "accepted"],
    [
      "words about archives",
      [{ name: "b", data: bytes("PK\x05\x06 ends a zip, Rar! begins") }],
      "accepted",
    ],
  ] as const)("UPL-01: with %s: %s", async (_, entries, expected) => {
    expect(await ruleOf(zipOf(...(entries as readonly ZipEntry[])))).toBe(expected);
  });

  it("UPL-01: behind another, cut off, empty or with a note at its end", async () => {
    const zip = zipOf(text);
    expect(await ruleOf(Buffer.concat([zip, zip]))).toBe("archive.structure");
    expect(await ruleOf(zip.subarray(0, -1))).toBe("archive.structure");
    expect(await ruleOf(Buffer.concat([zip, bytes("x")]))).toBe("archive.structure");
    const noted = Buffer.concat([zip.subarray(0, -2), Buffer.from([2, 0]), bytes("hi")]);
    expect(await ruleOf(noted)).toBe("accepted");
  });

  it("UPL-01: office documents are archives of their own kind, without programs", async () => {
    expect(await ruleOf(SAMPLES[DOCX], "docx")).toBe("accepted");
    expect(await ruleOf(zipOf(text), "docx")).toBe("type.content");
    expect(await ruleOf(SAMPLES[DOCX], "odt")).toBe("type.content");
    const types = { name: "[Content_Types].xml" };
    const macro = zipOf(types, { name: "word/document.xml" }, { name: "word/vbaProject.bin" });
    expect(await ruleOf(macro, "docx")).toBe("archive.macro");
    const sheet = { name: "word/embeddings/Sheet1.xlsx", data: zipOf(text) };
    expect(await ruleOf(zipOf(types, { name: "word/document.xml" }, sheet), "docx")).toBe(
      "accepted",
    );
  });
});
