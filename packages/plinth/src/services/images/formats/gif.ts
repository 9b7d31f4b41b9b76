import { beginsWith, type ImageFormat } from "./format.ts";
import { brokenImage, createByteReader } from "./reader.ts";

const SCREEN_END = 13;
const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;

const tableBytes = (flags: number): number =>
  (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);

/** GIF 87a and 89a (GIF89a specification, sections 17 to 27). Read, not decoded. */
export const gif: ImageFormat = {
  type: "image/gif",
  matches: (bytes) => beginsWith(bytes, "GIF87a") || beginsWith(bytes, "GIF89a"),
  readHeader: (bytes) => {
    const reader = createByteReader(bytes);
    let width = reader.u16(6, true);
    let height = reader.u16(8, true);
    let frames = 0;
    let at = SCREEN_END + tableBytes(reader.u8(10));
    const skipBlocks = (from: number): number => {
      let next = from;
      while (reader.u8(next) !== 0) next += 1 + reader.u8(next);
      return next + 1;
    };
    for (;;) {
      const kind = reader.u8(at);
      if (kind === TRAILER) break;
      if (kind === EXTENSION) {
        at = skipBlocks(at + 2);
        continue;
      }
      if (kind !== IMAGE) throw brokenImage();
      frames += 1;
      // Pictures may reach beyond the screen that the file begins with.
      width = Math.max(width, reader.u16(at + 1, true) + reader.u16(at + 5, true));
      height = Math.max(height, reader.u16(at + 3, true) + reader.u16(at + 7, true));
      at = skipBlocks(at + 10 + tableBytes(reader.u8(at + 9)) + 1);
    }
    return { type: "image/gif", width, height, frames, orientation: 1 };
  },
};
