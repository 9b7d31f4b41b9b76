import { createSecretKey } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { backgroundTimer } from "#core";
import { createSecureRandom } from "#crypto";
import { createDirectoryTarget } from "../targets/directory.ts";
import { createFileKeeper, fileObject, filePath } from "./keeper.ts";
import { restoreFiles } from "./restore-files.ts";

const DAY_MS = 86_400_000;
const ONE = "0123456789abcdef0123456789abcdef";
const TWO = "ff23456789abcdef0123456789abcdef";
const CANARY = "a canary among the uploads";
const key = createSecretKey(Buffer.alloc(32, 9));

let root: string;
let now = 0;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "plinth-files-"));
  now = 1_000_000;
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const uploads = () => join(root, "uploads");
const place = (name: string) => createDirectoryTarget(join(root, name));
const put = (name: string, text: string) => {
  const path = filePath(uploads(), name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};
const keeper = (target = place("backups")) =>
  createFileKeeper({
    ...{ target, copyTo: place("copy"), directory: uploads() },
    objectKey: { key, random: createSecureRandom() },
    opening: [key],
    clock: { now: () => now },
    startTimer: backgroundTimer,
    onFault: () => undefined,
  });

describe("uploaded files", () => {
  it("BK-02, BK-03: come back from either place, and nothing of them is readable there", async () => {
    put(ONE, CANARY);
    const files = keeper();
    await files.ship();
    put(TWO, "");
    await files.ship();
    expect(files.state()).toEqual({ kept: 2, waiting: 0, fault: undefined });
    for (const from of ["backups", "copy"]) {
      expect(readFileSync(join(root, from, fileObject(ONE))).includes(CANARY)).toBe(false);
      const directory = join(root, `restored-${from}`);
      expect(await restoreFiles(place(from), [key], directory)).toBe(2);
      expect(readFileSync(filePath(directory, ONE), "utf8")).toBe(CANARY);
      expect(readFileSync(filePath(directory, TWO), "utf8")).toBe("");
      expect(await restoreFiles(place(from), [key], directory)).toBe(0);
    }
  });

  it("P-060: one that cannot be looked at is told, and not taken for one that is kept", async () => {
    const files = keeper();
    const path = filePath(uploads(), ONE);
    mkdirSync(dirname(path), { recursive: true });
    // A link to itself: refused to every user, unlike what rights keep from all but one.
    symlinkSync(path, path);
    await expect(files.ship()).rejects.toMatchObject({ code: "ELOOP" });
    expect(files.state()).toMatchObject({ kept: 0, waiting: 1 });
    rmSync(path);
    put(ONE, CANARY);
    await files.ship();
    expect(files.state()).toEqual({ kept: 1, waiting: 0, fault: undefined });
  });

  it("P-060: what cannot be read keeps nothing else from its copy, and stays told until it can", async () => {
    const files = keeper();
    const THREE = "0f23456789abcdef0123456789abcdef";
    put(TWO, "after it");
    put(THREE, "in a folder");
    await files.ship();
    const first = filePath(uploads(), ONE);
    mkdirSync(first, { recursive: true });
    const folder = join(uploads(), "0f", "23");
    rmSync(folder, { recursive: true });
    symlinkSync(folder, folder);
    const FOUR = "ff45456789abcdef0123456789abcdef";
    put(FOUR, CANARY);
    for (let day = 0; day < 9; day += 1) {
      now += DAY_MS;
      await expect(files.ship()).rejects.toThrow("ELOOP");
      expect(files.state()).toEqual({
        ...{ kept: 3, waiting: 1 },
        fault: expect.stringMatching(/symbolic links|ELOOP/),
      });
    }
    for (const name of [TWO, THREE, FOUR]) {
      expect(await place("copy").list(fileObject(name))).toHaveLength(1);
    }
    rmSync(folder);
    await expect(files.ship()).rejects.toThrow("EISDIR");
    rmSync(first, { recursive: true });
    put(ONE, CANARY);
    await files.ship();
    expect(files.state()).toEqual({ kept: 4, waiting: 0, fault: undefined });
    expect(readdirSync(join(root, "backups", "files", "01"))).toEqual([`${ONE}.plb`]);
  });

  it("P-060: a place that takes nothing is not asked again for every file", async () => {
    for (const name of [ONE, TWO]) put(name, CANARY);
    let asked = 0;
    const files = keeper({
      ...place("backups"),
      put: () => {
        asked += 1;
        return Promise.reject(new Error("the disk is full"));
      },
    });
    await expect(files.ship()).rejects.toThrow("the disk is full");
    expect(asked).toBe(1);
    expect(files.state()).toEqual({ kept: 0, waiting: 2, fault: "the disk is full" });
  });

  it("P-059: one that was changed is refused, and not put back", async () => {
    put(ONE, CANARY);
    await keeper().ship();
    const object = join(root, "backups", fileObject(ONE));
    const bytes = readFileSync(object);
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1;
    writeFileSync(object, bytes);
    const directory = join(root, "restored");
    await expect(restoreFiles(place("backups"), [key], directory)).rejects.toMatchObject({
      kind: "damaged",
    });
    expect(() => readFileSync(filePath(directory, ONE))).toThrow("ENOENT");
  });

  it("PRIV-03: those that are gone leave both places after seven days, also across a restart", async () => {
    put(ONE, CANARY);
    put(TWO, "stays");
    await keeper().ship();
    rmSync(filePath(uploads(), ONE));
    await keeper().ship();
    now += 7 * DAY_MS - 1;
    await keeper().ship();
    expect(await place("backups").list(fileObject(ONE))).toHaveLength(1);
    now += 1;
    await keeper().ship();
    for (const from of ["backups", "copy"]) {
      expect(await place(from).list(fileObject(ONE))).toEqual([]);
      expect(await place(from).list(fileObject(TWO))).toHaveLength(1);
    }
  });
});
