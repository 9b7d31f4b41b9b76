import { beginsWith, type ImageFormat } from "./format.ts";
import { type ByteReader, brokenImage, createByteReader } from "./reader.ts";

/** Boxes that hold the sizes of pictures (ISO/IEC 23008-12 section 6.5.3); `meta` has four more bytes. */
const WAY_TO_SIZES: Readonly<Record<string, number>> = { meta: 4, iprp: 0, ipco: 0 };
/** Deeper than this no box of ours lies. */
const MAX_DEPTH = 4;
const MAX_BOXES = 10_000;

interface Found {
  width: number;
  height: number;
  boxes: number;
}

const lookForSizes = (
  reader: ByteReader,
  from: number,
  to: number,
  depth: number,
  found: Found,
): void => {
  let at = from;
  while (at < to) {
    const declared = reader.u32(at);
    const name = reader.text(at + 4, 4);
    // 0 means to the end (ISO/IEC 14496-12 section 4.2); 1 is a long box, which pictures' data may be.
    const size = declared === 1 ? reader.u32(at + 8) * 2 ** 32 + reader.u32(at + 12) : declared;
    const end = declared === 0 ? to : at + size;
    found.boxes += 1;
    if (end > to || end < at + 8 || found.boxes > MAX_BOXES) throw brokenImage();
    const skip = WAY_TO_SIZES[name];
    if (skip !== undefined && depth < MAX_DEPTH) {
      lookForSizes(reader, at + 8 + skip, end, depth + 1, found);
    }
    if (name === "ispe") {
      found.width = Math.max(found.width, reader.u32(at + 12));
      found.height = Math.max(found.height, reader.u32(at + 16));
    }
    at = end;
  }
};

/** AVIF, still and sequence. Read, not decoded. */
export const avif: ImageFormat = {
  type: "image/avif",
  matches: (bytes) =>
    beginsWith(bytes, "ftyp", 4) && (beginsWith(bytes, "avif", 8) || beginsWith(bytes, "avis", 8)),
  readHeader: (bytes) => {
    const reader = createByteReader(bytes);
    const found: Found = { width: 0, height: 0, boxes: 0 };
    lookForSizes(reader, 0, reader.length, 0, found);
    const { width, height } = found;
    // A sequence does not say how long it is where sizes stand: it counts as more than one picture.
    const frames = beginsWith(bytes, "avis", 8) ? 2 : 1;
    return { type: "image/avif", width, height, frames, orientation: 1 };
  },
};
