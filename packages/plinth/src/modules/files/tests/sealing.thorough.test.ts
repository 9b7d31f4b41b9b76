import { Buffer } from "node:buffer";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FileBench, startFileBench } from "../../../testing/kept-files.ts";
import { UnreadableFile } from "../bytes/sealed-bytes.ts";
import type { KeptFile } from "../index.ts";

const OLD = "kJ8s-Xq2vLw9ZrT4_bN7cYd1eF6gH3mPaQ5t";
const NEW = "Zt5Qa-Pm3Hg6Fe1dYc7Nb_4TrZ9wLv2qX-s8Jk";
const JWT = "w9ZrT4bN7cYd1eF6gH3mPkJ8sXq2vLaQ5tUv";

const CANARY = Buffer.from("a canary in what somebody keeps");
/** Longer than a frame, with the canary at both ends. */
const LONG = Buffer.concat([CANARY, Buffer.alloc(200_000, 7), CANARY]);
const about = { name: "note.txt", type: "text/plain" };

let scratch = "";
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "plinth-sealed-files-"));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs an application on the scratch directory, and stops it whatever happens. */
const during = async <T>(
  secrets: Readonly<Record<string, string>>,
  work: (bench: FileBench) => Promise<T>,
): Promise<T> => {
  const bench = await startFileBench({
    dataDirectory: scratch,
    env: { JWT_SECRET_KEY: JWT, SECRET_KEY: OLD, ...secrets },
  });
  try {
    return await work(bench);
  } finally {
    await bench.stop();
  }
};

const pathOf = ({ stored_name: name }: Pick<KeptFile, "stored_name">): string =>
  join(scratch, "files", name.slice(0, 2), name.slice(2, 4), name);

/** Everything that lies in the data directory. */
const rawBytes = (): readonly Buffer[] =>
  readdirSync(scratch, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name)));
const isPlainAnywhere = (): boolean => rawBytes().some((bytes) => bytes.includes(CANARY));

describe("PRIV-06: what people keep lies sealed on the disk", () => {
  it("PRIV-06: no file, database or log has it; its owner gets all of it, and a width of nothing", async () => {
    await during({}, async ({ files, incoming, person }) => {
      const { options, ask } = await person();
      const long = await files.keep(incoming(LONG, about), options);
      const empty = await files.keep(incoming(new Uint8Array(), about), options);
      expect(isPlainAnywhere()).toBe(false);
      const answer = await ask("GET", `/api/v1/files/${long.id}`);
      expect(answer.headers.get("content-length")).toBe(String(LONG.length));
      expect(Buffer.from(await answer.arrayBuffer()).equals(LONG)).toBe(true);
      expect((await files.read(empty))?.length).toBe(0);
      const head = await ask("HEAD", `/api/v1/files/${long.id}`);
      expect([head.status, await head.text()]).toEqual([200, ""]);
    });
    expect(isPlainAnywhere()).toBe(false);
  });

  it("PRIV-06: bytes that were changed or swapped on the disk are given to nobody", async () => {
    await during({}, async ({ files, incoming, person }) => {
      const { options, ask } = await person();
      const one = await files.keep(incoming(LONG, about), options);
      const other = await files.keep(incoming(LONG, about), options);
      const sealed = readFileSync(pathOf(one));
      writeFileSync(pathOf(other), sealed);
      await expect(files.read(other)).rejects.toThrow("changed or cut");
      const changed = Buffer.from(sealed);
      changed[100] = (changed[100] ?? 0) ^ 1;
      writeFileSync(pathOf(one), changed);
      await expect(files.read(one)).rejects.toThrow("changed or cut");
      // The head may be gone before it is seen; the whole never comes.
      await expect(
        ask("GET", `/api/v1/files/${one.id}`).then((answer) => answer.arrayBuffer()),
      ).rejects.toThrow();
    });
  });

  it("PRIV-06: what was kept before files were sealed is read, and sealed by the next sweep", async () => {
    await during({}, async ({ identity, files, incoming, person }) => {
      const { options, ask } = await person();
      const file = await files.keep(incoming(CANARY, about), options);
      mkdirSync(dirname(pathOf(file)), { recursive: true });
      writeFileSync(pathOf(file), CANARY);
      await identity.app.store
        .write<{ kept_files: KeptFile }>()
        .updateTable("kept_files")
        .set({ sealed_key: null })
        .where("id", "=", file.id)
        .execute();
      const textOf = async () => (await ask("GET", `/api/v1/files/${file.id}`)).text();
      expect(await textOf()).toBe(CANARY.toString());
      expect(isPlainAnywhere()).toBe(true);
      expect(await files.tidy(0)).toEqual({
        ...{ bytesRemoved: 0, rowsRemoved: 0, rowsMissing: 0 },
        sealed: 1,
      });
      expect(isPlainAnywhere()).toBe(false);
      expect(await textOf()).toBe(CANARY.toString());
      expect(await files.tidy(0)).toMatchObject({ bytesRemoved: 0, sealed: 0 });
    });
  });

  it("PRIV-06, P-085: SECRET_KEY changes: files open with the one before until their keys are sealed anew", async () => {
    const file = await during({}, async ({ files, incoming, person }) =>
      files.keep(incoming(CANARY, about), (await person()).options),
    );
    const bytes = readFileSync(pathOf(file));
    const rowOf = async ({ files }: FileBench): Promise<KeptFile> => {
      const row = await files.find(file.id);
      if (row === undefined) throw new Error("the file is gone");
      return row;
    };
    await during({ SECRET_KEY: NEW }, async (bench) => {
      await expect(bench.files.read(await rowOf(bench))).rejects.toThrow(UnreadableFile);
      expect(await bench.files.reseal()).toEqual({ resealed: 0, unreadable: 1 });
    });
    await during({ SECRET_KEY: NEW, SECRET_KEY_PREVIOUS: OLD }, async (bench) => {
      expect((await bench.files.read(await rowOf(bench)))?.equals(CANARY)).toBe(true);
      expect(await bench.files.reseal()).toEqual({ resealed: 1, unreadable: 0 });
      expect(await bench.files.reseal()).toEqual({ resealed: 0, unreadable: 0 });
    });
    await during({ SECRET_KEY: NEW }, async (bench) => {
      expect((await bench.files.read(await rowOf(bench)))?.equals(CANARY)).toBe(true);
    });
    // Only the key was sealed anew: a large file costs as much as a small one.
    expect(readFileSync(pathOf(file)).equals(bytes)).toBe(true);
  });
});
