import { orientationOf } from "./exif.ts";
import { beginsWith, type ImageFormat } from "./format.ts";
import { brokenImage, createByteReader, joinBytes } from "./reader.ts";

/** PNG third edition, section 5.2. */
const SIGNATURE = "\x89PNG\r\n\x1a\n";
const CHUNK_OVERHEAD = 12;
/** The chunks that pixels need; iCCP, eXIf, tEXt, zTXt, iTXt and acTL are not among them. */
const PIXEL_CHUNKS = new Set(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]);

interface Chunk {
  readonly type: string;
  readonly whole: Uint8Array;
  readonly data: Uint8Array;
}

const chunksOf = function* (bytes: Uint8Array): Generator<Chunk> {
  const reader = createByteReader(bytes);
  let at = SIGNATURE.length;
  while (at < reader.length) {
    const length = reader.u32(at);
    const type = reader.text(at + 4, 4);
    const end = at + CHUNK_OVERHEAD + length;
    yield { type, whole: reader.bytes(at, end), data: reader.bytes(at + 8, at + 8 + length) };
    if (type === "IEND") return;
    at = end;
  }
};

/** PNG and animated PNG. */
export const png: ImageFormat = {
  type: "image/png",
  matches: (bytes) => beginsWith(bytes, SIGNATURE),
  readHeader: (bytes) => {
    let size: { width: number; height: number } | undefined;
    let frames = 1;
    let orientation = 1;
    for (const { type, data } of chunksOf(bytes)) {
      const reader = createByteReader(data);
      if (type === "IHDR") {
        if (size !== undefined) throw brokenImage();
        size = { width: reader.u32(0), height: reader.u32(4) };
      }
      // IHDR comes first (section 5.6); a size that pixels precede is a lie.
      if (size === undefined) throw brokenImage();
      if (type === "acTL") frames = Math.max(frames, reader.u32(0));
      if (type === "eXIf") orientation = orientationOf(data);
    }
    if (size === undefined) throw brokenImage();
    return { type: "image/png", ...size, frames, orientation };
  },
  withoutMetadata: (bytes) =>
    joinBytes([
      bytes.subarray(0, SIGNATURE.length),
      ...[...chunksOf(bytes)]
        .filter(({ type }) => PIXEL_CHUNKS.has(type))
        .map(({ whole }) => whole),
    ]),
};
