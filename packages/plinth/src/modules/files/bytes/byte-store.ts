import { Buffer } from "node:buffer";
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Random } from "#core";
import { ifThere } from "#core";

const NAME_BYTES = 16;
const NAME = /^[0-9a-f]{32}$/;
/** What is being written; a crash leaves it, the sweep removes it. */
const UNFINISHED = /^[0-9a-f]{32}\.new$/;
const FOLDER = /^[0-9a-f]{2}$/;

/** Bytes found in the directory. */
export interface StoredBytes {
  /** The stored name; undefined for what was never finished. */
  readonly name: string | undefined;
  readonly path: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** Keeps bytes under random names, two folders deep. */
export interface ByteStore {
  /** Writes bytes; resolves with their stored name once they are on disk. */
  readonly write: (pieces: AsyncIterable<Uint8Array>) => Promise<string>;
  /** Opens a file for reading; undefined where there is none. */
  readonly open: (storedName: string) => Promise<FileHandle | undefined>;
  /** Rejects where it cannot be looked at: a disk that fails must not look like a file that is gone. */
  readonly has: (storedName: string) => Promise<boolean>;
  /** Idempotent. */
  readonly remove: (storedName: string) => Promise<void>;
  /** Everything that lies there, in no order. */
  readonly all: () => AsyncGenerator<StoredBytes>;
}

/** A name is on disk once its folder is. */
const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

/** Builds a store in a directory, which is made when the first file comes. */
export const createByteStore = (directory: string, random: Random): ByteStore => {
  const pathOf = (name: string): string => {
    // Names come from our own table; one that is not ours must not become a path all the same.
    if (!NAME.test(name)) throw new RangeError("this is no stored name");
    return join(directory, name.slice(0, 2), name.slice(2, 4), name);
  };

  const makePlace = async (): Promise<{ readonly name: string; readonly path: string }> => {
    const name = Buffer.from(random.bytes(NAME_BYTES)).toString("hex");
    const path = pathOf(name);
    const inner = dirname(path);
    const made = await mkdir(inner, { recursive: true, mode: 0o700 });
    if (made !== undefined) {
      await syncFolder(dirname(inner));
      await syncFolder(directory);
    }
    return { name, path };
  };

  const namesIn = async (folder: string): Promise<readonly string[]> =>
    (await ifThere(readdir(folder))) ?? [];

  const inFolder = async function* (folder: string): AsyncGenerator<StoredBytes> {
    for (const file of await namesIn(folder)) {
      const isWhole = NAME.test(file);
      if (!isWhole && !UNFINISHED.test(file)) continue;
      const path = join(folder, file);
      const found = await ifThere(stat(path));
      if (found?.isFile() !== true) continue;
      yield { name: isWhole ? file : undefined, path, modifiedAt: found.mtimeMs };
    }
  };

  return {
    write: async (pieces) => {
      const { name, path } = await makePlace();
      const unfinished = `${path}.new`;
      const file = await open(unfinished, "wx", 0o600);
      try {
        await file.writeFile(pieces);
        await file.sync();
      } catch (fault) {
        await rm(unfinished, { force: true });
        throw fault;
      } finally {
        await file.close();
      }
      await rename(unfinished, path);
      await syncFolder(dirname(path));
      return name;
    },
    open: (storedName) => ifThere(open(pathOf(storedName), "r")),
    has: async (storedName) => {
      const found = await ifThere(stat(pathOf(storedName)));
      return found?.isFile() === true;
    },
    remove: (storedName) => rm(pathOf(storedName), { force: true }),
    all: async function* () {
      for (const outer of await namesIn(directory)) {
        if (!FOLDER.test(outer)) continue;
        for (const inner of await namesIn(join(directory, outer))) {
          if (FOLDER.test(inner)) yield* inFolder(join(directory, outer, inner));
        }
      }
    },
  };
};
