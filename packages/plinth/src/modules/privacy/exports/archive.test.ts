import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Secret } from "#core";
import { createKeyring, createSealer, createSecureRandom } from "#crypto";
import { writeArchive } from "./archive.ts";
import { createSealedFiles } from "./sealed-file.ts";
import { createZipWriter } from "./zip.ts";

const nothing = async (): Promise<void> => undefined;

/** Reads an archive by its table of contents, as programs do. */
const unzip = (archive: Buffer): ReadonlyMap<string, Buffer> => {
  const end = archive.length - 22;
  expect(archive.readUInt32LE(end)).toBe(0x06054b50);
  const files = new Map<string, Buffer>();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    expect(archive.readUInt32LE(at)).toBe(0x02014b50);
    const [method, crc] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 16)];
    const [packed, length] = [archive.readUInt32LE(at + 20), archive.readUInt16LE(at + 28)];
    const offset = archive.readUInt32LE(at + 42);
    const name = archive.toString("utf8", at + 46, at + 46 + length);
    expect(archive.readUInt32LE(offset)).toBe(0x04034b50);
    const start = offset + 30 + archive.readUInt16LE(offset + 26);
    const body = archive.subarray(start, start + packed);
    const plain = method === 0 ? Buffer.from(body) : inflateRawSync(body);
    expect(crc32(plain)).toBe(crc);
    files.set(name, plain);
    at += 46 + length;
  }
  return files;
};

const zipOf = async (files: readonly (readonly [string, Uint8Array, boolean])[]) => {
  const parts: Uint8Array[] = [];
  const zip = createZipWriter(async (bytes) => void parts.push(bytes), 1_767_225_600_000);
  for (const [name, bytes, isPacked] of files) await zip.add(name, bytes, isPacked);
  const length = await zip.end();
  const archive = Buffer.concat(parts);
  expect(archive.length).toBe(length);
  return archive;
};

describe("archives", () => {
  it("PRIV-02: hold any files under their names, packed or not", async () => {
    const file = fc.tuple(fc.string({ minLength: 1 }), fc.uint8Array(), fc.boolean());
    const some = fc.uniqueArray(file, { selector: ([name]) => name, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(some, async (files) => {
        const found = unzip(await zipOf(files));
        expect([...found.keys()]).toEqual(files.map(([name]) => name));
        for (const [name, bytes] of files) expect(found.get(name)).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 40 },
    );
  });

  it("PRIV-02: JSON of each table, what was uploaded, and a page that runs nothing", async () => {
    const parts: Uint8Array[] = [];
    const rows = Array.from({ length: 250 }, (_, number) => ({ number, text: "<b>" }));
    await writeArchive(
      {
        application: "Test & Co",
        accountId: "a",
        now: 0,
        entries: [
          {
            table: "notes",
            subject: "account_id",
            erase: nothing,
            export: async () => rows,
          },
          { table: "none", subject: "account_id", erase: nothing, export: async () => [] },
        ],
        classes: [],
        files: [
          { id: "1", name: "../../evil<.png", read: async () => Buffer.from("png") },
          { id: "2", name: "gone", read: async () => undefined },
        ],
        signal: new AbortController().signal,
      },
      async (bytes) => void parts.push(bytes),
    );
    const files = unzip(Buffer.concat(parts));
    expect([...files.keys()]).toEqual([
      "data/notes.json",
      "data/none.json",
      "files/1-__.._evil_.png",
      "index.html",
    ]);
    expect(JSON.parse(String(files.get("data/notes.json")))).toEqual(rows);
    expect(JSON.parse(String(files.get("data/none.json")))).toEqual([]);
    const page = String(files.get("index.html"));
    expect(page).toContain("Test &amp; Co");
    expect(page).not.toContain("<b>");
    expect(page).toContain("250 entries");
  });
});

describe("archives on disk", () => {
  let directory = "";
  const random = createSecureRandom();
  const key = createKeyring(new Secret("a secret of this file and of nothing else")).derive("x");
  const files = () =>
    createSealedFiles({ directory, random, sealer: createSealer({ key, random }) });
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "plinth-sealed-"));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const readAll = async (name: string, context = "c"): Promise<Buffer> => {
    const parts: Uint8Array[] = [];
    for await (const part of (await files().read(name, context)) ?? []) parts.push(part);
    return Buffer.concat(parts);
  };

  it("PRIV-06: are sealed, come back whole, and open for their export only", async () => {
    const plain = Buffer.alloc(700_000, "canary ");
    const name = await files().write("c", async (put) => {
      for (let at = 0; at < plain.length; at += 33_333) await put(plain.subarray(at, at + 33_333));
    });
    expect(await readAll(name)).toEqual(plain);
    expect(readFileSync(join(directory, name)).includes("canary")).toBe(false);
    await expect(readAll(name, "d")).rejects.toThrow("changed");
    await files().remove(name);
    expect(await files().read(name, "c")).toBeUndefined();
    expect(() => files().remove("../x")).toThrow(RangeError);
  });

  it("PRIV-06: one that was cut or changed is never given out as whole", async () => {
    const name = await files().write("c", (put) => put(Buffer.alloc(600_000, "x")));
    const path = join(directory, name);
    const whole = readFileSync(path);
    truncateSync(path, whole.readUInt32LE(0) + 4);
    await expect(readAll(name)).rejects.toThrow("ends before");
    const changed = Buffer.from(whole);
    changed[100] = changed[100] === 65 ? 66 : 65;
    writeFileSync(path, changed);
    await expect(readAll(name)).rejects.toThrow("changed");
  });

  it("what failed leaves nothing, and what is old is found", async () => {
    const broken = files().write("c", async () => {
      throw new Error("the store is away");
    });
    await expect(broken).rejects.toThrow("away");
    expect(readdirSync(directory)).toEqual([]);
    const name = await files().write("c", (put) => put(Buffer.from("x")));
    writeFileSync(join(directory, `${"0".repeat(32)}.new`), "half");
    expect(await files().olderThan(0)).toEqual([]);
    expect(await files().olderThan(Number.MAX_SAFE_INTEGER)).toEqual([name]);
    expect(readdirSync(directory)).toEqual([name]);
  });
});
