import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import {
  constants,
  createZstdCompress,
  createZstdDecompress,
  zstdCompress,
  zstdDecompress,
} from "node:zlib";

// Zstandard (RFC 8878), at its fastest: pages of databases shrink to a fraction of themselves, and
// the work is done by threads of the machine beside the event loop.

const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const squeeze = promisify(zstdCompress);
const unsqueeze = promisify(zstdDecompress);

/** Compresses bytes at hand. */
export const compress = (bytes: Uint8Array): Promise<Buffer> => squeeze(bytes, LEVEL);

/** The bytes again; refused where they are more than `longest`. */
export const decompress = (bytes: Uint8Array, longest: number): Promise<Buffer> =>
  unsqueeze(bytes, { maxOutputLength: Math.max(1, longest) });

const through = async function* piped(
  source: AsyncIterable<Uint8Array>,
  transform: ReturnType<typeof createZstdCompress>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const done = pipeline(Readable.from(source, { objectMode: false }), transform);
  // What breaks the source breaks the transform, and reaches the reader below.
  done.catch(() => undefined);
  for await (const chunk of transform) yield chunk as Uint8Array;
  await done;
};

/** Compresses a stream. */
export const compressed = (
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> => through(source, createZstdCompress(LEVEL));

/** The stream again. */
export const decompressed = (
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> => through(source, createZstdDecompress());
