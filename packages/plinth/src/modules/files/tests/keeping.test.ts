import { Buffer } from "node:buffer";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FileBench, startFileBench } from "../../../testing/kept-files.ts";
import type { KeptFile } from "../index.ts";

let bench: FileBench;
let directory = "";
beforeAll(async () => {
  bench = await startFileBench();
  directory = join(bench.identity.app.dataDirectory, "files");
});
afterAll(() => bench.stop());

const TEXT = Buffer.from("a note");
const about = { name: "note.txt", type: "text/plain" };

const pathOf = ({ stored_name: name }: KeptFile): string =>
  join(directory, name.slice(0, 2), name.slice(2, 4), name);

const filesOnDisk = (): readonly string[] =>
  existsSync(directory)
    ? readdirSync(directory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
    : [];

describe("UPL-03: where files are kept", () => {
  it("UPL-03: under a random name that tells nothing, for this account of the machine only", async () => {
    const { options } = await bench.person();
    const file = await bench.files.keep(bench.incoming(TEXT, about), options);
    expect(file.stored_name).toMatch(/^[0-9a-f]{32}$/);
    expect(readFileSync(pathOf(file)).includes(TEXT)).toBe(false);
    expect((await bench.files.read(file))?.equals(TEXT)).toBe(true);
    expect(statSync(join(directory, file.stored_name.slice(0, 2))).mode & 0o077).toBe(0);
    const again = await bench.files.keep(bench.incoming(TEXT, about), options);
    expect(again.stored_name).not.toBe(file.stored_name);
  });

  it("keeps no bytes whose row could not be written", async () => {
    const { options } = await bench.person();
    const before = filesOnDisk().length;
    const broken = { ...about, name: undefined as unknown as string };
    await expect(bench.files.keep(bench.incoming(TEXT, broken), options)).rejects.toThrow();
    expect(filesOnDisk().length).toBe(before);
  });

  it("keeps nothing for a purpose that no module defined", async () => {
    const { options } = await bench.person();
    const unknown = { ...options, purpose: "unknown" };
    await expect(bench.files.keep(bench.incoming(TEXT, about), unknown)).rejects.toThrow(TypeError);
    expect(() => bench.files.definePurpose({ name: "note", readers: "everyone" })).toThrow(
      RangeError,
    );
  });

  it("PRIV-02, PRIV-03: what is kept of a person is listed, and erased with its bytes", async () => {
    const { account, options } = await bench.person();
    const other = await bench.person();
    const file = await bench.files.keep(bench.incoming(TEXT, about), options);
    const kept = await bench.files.keep(bench.incoming(TEXT, about), other.options);
    const [data] = bench.files.personalData;
    expect(await data?.export(account.id)).toMatchObject([
      { id: file.id, purpose: "note", name: "note.txt", bytes: 6, state: "ready" },
    ]);
    await data?.erase(account.id);
    await data?.erase(account.id);
    expect(await data?.export(account.id)).toEqual([]);
    expect([existsSync(pathOf(file)), existsSync(pathOf(kept))]).toEqual([false, true]);
  });
});

describe("UPL-03: table and directory are brought in step", () => {
  it("UPL-03: bytes without a row go, young ones only when nothing can be under way", async () => {
    const { options } = await bench.person();
    const file = await bench.files.keep(bench.incoming(TEXT, about), options);
    const folder = join(directory, "ab", "cd");
    mkdirSync(folder, { recursive: true });
    const names = [`abcd${"0".repeat(28)}`, `abcd${"1".repeat(28)}.new`];
    for (const name of names) writeFileSync(join(folder, name), "left by a crash");
    writeFileSync(join(folder, "not-ours.txt"), "somebody else's");
    expect((await bench.files.tidy(10 * 365 * 86_400_000)).bytesRemoved).toBe(0);
    expect((await bench.files.tidy(0)).bytesRemoved).toBe(2);
    expect(readdirSync(folder)).toEqual(["not-ours.txt"]);
    expect(existsSync(pathOf(file))).toBe(true);
  });

  it("rows without bytes go, unless the whole directory seems not to be there", async () => {
    const { options, ask } = await bench.person();
    const file = await bench.files.keep(bench.incoming(TEXT, about), options);
    await bench.files.keep(bench.incoming(TEXT, about), options);
    rmSync(pathOf(file));
    expect((await ask("GET", `/api/v1/files/${file.id}`)).status).toBe(404);
    expect(await bench.files.tidy(0)).toMatchObject({ rowsRemoved: 1, rowsMissing: 0 });
    expect(await bench.files.find(file.id)).toBeUndefined();
    rmSync(directory, { recursive: true });
    const lost = await bench.files.tidy(0);
    expect([lost.rowsRemoved, lost.rowsMissing > 0]).toEqual([0, true]);
    expect(await bench.files.health()).toMatchObject({
      healthy: false,
      required: false,
      detail: { filesWithoutBytes: lost.rowsMissing },
    });
  });
});
