import { Buffer } from "node:buffer";
import { createSecretKey } from "node:crypto";
import { Readable } from "node:stream";
import type { Random } from "#core";
import { openFrames, type Resealed, resealRows, type Sealer, sealFrames } from "#crypto";
import type { FileRepository, KeptFile } from "../repository.ts";
import type { ByteStore } from "./byte-store.ts";

const KEY_BYTES = 32;

/** What a row says of its bytes. */
export type StoredFile = Pick<KeptFile, "stored_name" | "sealed_key">;

/** Keeps bytes sealed, each file with a key of its own: whoever reads the disk learns nothing (PRIV-06). */
export interface SealedBytes {
  /** Seals and writes bytes; resolves once they are on disk. */
  readonly write: (pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) => Promise<StoredFile>;
  /**
   * The bytes of a file as a stream, which fails where they were changed; undefined where they are gone.
   * @throws {UnreadableFile}
   */
  readonly open: (file: StoredFile) => Promise<Readable | undefined>;
  /** All bytes of a file; undefined where they are gone. @throws as `open`, and where they were changed */
  readonly read: (file: StoredFile) => Promise<Buffer | undefined>;
}

/** A file whose key does not open. A fault of ours, never of a caller. */
export class UnreadableFile extends Error {
  constructor() {
    super(
      "the key of a kept file does not open; was SECRET_KEY changed without SECRET_KEY_PREVIOUS?",
    );
    this.name = "UnreadableFile";
  }
}

/** What the key of a file is sealed for: nowhere else does it open. */
const keyContext = ({ stored_name }: Pick<StoredFile, "stored_name">): string =>
  `kept-file:${stored_name}`;

/** Builds it on a store of bytes. `sealer` seals the keys of files, which lie beside their names. */
export const createSealedBytes = (parts: {
  readonly bytes: Pick<ByteStore, "write" | "open">;
  readonly sealer: Pick<Sealer, "seal" | "open">;
  readonly random: Random;
}): SealedBytes => {
  const { bytes, sealer, random } = parts;

  const open: SealedBytes["open"] = async (file) => {
    const handle = await bytes.open(file.stored_name);
    if (handle === undefined) return undefined;
    const source = handle.createReadStream();
    // Kept before files were sealed; the next sweep seals it.
    if (file.sealed_key === null) return source;
    const key = sealer.open(file.sealed_key, keyContext(file));
    if (key === undefined) {
      source.destroy();
      throw new UnreadableFile();
    }
    const plain = Readable.from(openFrames(createSecretKey(key), source));
    // Nobody may ever read it, such as after HEAD: the file is closed all the same.
    plain.once("close", () => source.destroy());
    return plain;
  };

  return {
    write: async (pieces) => {
      const key = random.bytes(KEY_BYTES);
      const stored_name = await bytes.write(sealFrames(createSecretKey(key), pieces));
      return { stored_name, sealed_key: sealer.seal(key, keyContext({ stored_name })) };
    },
    open,
    read: async (file) => {
      const stream = await open(file);
      if (stream === undefined) return undefined;
      const pieces: Uint8Array[] = [];
      for await (const piece of stream) pieces.push(piece as Uint8Array);
      return Buffer.concat(pieces);
    },
  };
};

/** Seals the keys of files with the present SECRET_KEY. */
export const resealKeys = (
  repository: Pick<FileRepository, "sealedAfter" | "resealKey">,
  sealer: Pick<Sealer, "renew">,
): Promise<Resealed> =>
  resealRows({
    sealer,
    after: async (id, limit) =>
      (await repository.sealedAfter(id, limit)).map((file) => ({
        id: file.id,
        sealed: file.sealed_key ?? "",
        context: keyContext(file),
      })),
    replace: ({ id, sealed: before }, next) => repository.resealKey(id, before, next),
  });
