import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Random } from "#core";
import { ifThere } from "#core";
import type { Sealer } from "#crypto";

/** Bytes sealed at once. */
const FRAME_BYTES = 262_144;
/** A sealed frame is text, a third longer, with a little around it. */
const MAX_SEALED = 400_000;
const NAME = /^[0-9a-f]{32}$/;

/** Archives on disk, sealed: whoever reads the disk or its backup learns nothing. */
export interface SealedFiles {
  /** Lets `fill` write an archive; resolves with its name once it is on disk. */
  readonly write: (
    context: string,
    fill: (put: (bytes: Uint8Array) => Promise<void>) => Promise<void>,
  ) => Promise<string>;
  /** The archive, piece by piece; undefined where there is none. It throws where it was changed. */
  readonly read: (name: string, context: string) => Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Idempotent. */
  readonly remove: (name: string) => Promise<void>;
  /** Names of what lies there and was last written before an instant. */
  readonly olderThan: (instant: number) => Promise<readonly string[]>;
}

const frameContext = (context: string, number: number, isLast: boolean): string =>
  `${context}:${number}${isLast ? ":end" : ""}`;

/** Cuts what is written into frames; the last one is empty and says so, so that a cut is noticed. */
const createFrames = (file: FileHandle, sealer: Sealer, context: string) => {
  let waiting: Uint8Array[] = [];
  let held = 0;
  let number = 0;
  const seal = async (bytes: Uint8Array, isLast: boolean): Promise<void> => {
    const sealed = Buffer.from(sealer.seal(bytes, frameContext(context, number, isLast)), "latin1");
    const length = Buffer.alloc(4);
    length.writeUInt32LE(sealed.length);
    await file.writeFile(Buffer.concat([length, sealed]));
    number += 1;
  };
  const flush = async (): Promise<void> => {
    const bytes = Buffer.concat(waiting);
    waiting = [];
    held = 0;
    if (bytes.length > 0) await seal(bytes, false);
  };
  return {
    put: async (bytes: Uint8Array): Promise<void> => {
      for (let from = 0; from < bytes.length; ) {
        const part = bytes.subarray(from, from + FRAME_BYTES - held);
        waiting.push(part);
        held += part.length;
        from += part.length;
        if (held === FRAME_BYTES) await flush();
      }
    },
    end: async (): Promise<void> => {
      await flush();
      await seal(new Uint8Array(), true);
    },
  };
};

const take = async (file: FileHandle, length: number): Promise<Buffer> => {
  const bytes = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled);
    if (bytesRead === 0) throw new Error("a sealed archive ends before its end");
    filled += bytesRead;
  }
  return bytes;
};

async function* readFrames(
  file: FileHandle,
  sealer: Sealer,
  context: string,
): AsyncGenerator<Uint8Array> {
  try {
    for (let number = 0; ; number += 1) {
      const length = (await take(file, 4)).readUInt32LE();
      if (length > MAX_SEALED) throw new Error("a sealed archive was changed");
      const sealed = (await take(file, length)).toString("latin1");
      const plain = sealer.open(sealed, frameContext(context, number, false));
      if (plain !== undefined) yield plain;
      else if (sealer.open(sealed, frameContext(context, number, true)) !== undefined) return;
      else throw new Error("a sealed archive was changed");
    }
  } finally {
    await file.close();
  }
}

/** Builds it in a directory, which is made when the first archive comes. */
export const createSealedFiles = (parts: {
  readonly directory: string;
  readonly sealer: Sealer;
  readonly random: Random;
}): SealedFiles => {
  const { directory, sealer, random } = parts;
  const pathOf = (name: string): string => {
    if (!NAME.test(name)) throw new RangeError("this is no name of an archive");
    return join(directory, name);
  };
  const remove = (name: string): Promise<void> => rm(pathOf(name), { force: true });
  return {
    write: async (context, fill) => {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const name = Buffer.from(random.bytes(16)).toString("hex");
      const unfinished = `${pathOf(name)}.new`;
      const file = await open(unfinished, "wx", 0o600);
      try {
        const frames = createFrames(file, sealer, context);
        await fill(frames.put);
        await frames.end();
        await file.sync();
      } catch (fault) {
        await rm(unfinished, { force: true });
        throw fault;
      } finally {
        await file.close();
      }
      await rename(unfinished, pathOf(name));
      return name;
    },
    read: async (name, context) => {
      const file = await ifThere(open(pathOf(name), "r"));
      return file === undefined ? undefined : readFrames(file, sealer, context);
    },
    remove,
    olderThan: async (instant) => {
      const old: string[] = [];
      for (const file of (await ifThere(readdir(directory))) ?? []) {
        const name = file.replace(/\.new$/, "");
        if (!NAME.test(name)) continue;
        const status = await ifThere(stat(join(directory, file)));
        if (status === undefined || status.mtimeMs >= instant) continue;
        if (file === name) old.push(name);
        // What a crash left half written belongs to nobody.
        else await rm(join(directory, file), { force: true });
      }
      return old;
    },
  };
};
