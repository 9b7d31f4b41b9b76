import { createByteReader } from "./reader.ts";

const ORIENTATION_TAG = 0x0112;
const ENTRY_BYTES = 12;
/** A first directory longer than this is none. */
const MAX_ENTRIES = 512;

/**
 * The orientation that an EXIF block in TIFF form tells (EXIF 2.32 section 4.6.4 A, tag 0x0112):
 * 1 to 8; 1 where it tells none or is damaged, because a picture is not refused for it.
 */
export const orientationOf = (tiff: Uint8Array): number => {
  try {
    const reader = createByteReader(tiff);
    const order = reader.text(0, 2);
    if (order !== "II" && order !== "MM") return 1;
    const little = order === "II";
    const directory = reader.u32(4, little);
    const count = Math.min(reader.u16(directory, little), MAX_ENTRIES);
    for (let index = 0; index < count; index += 1) {
      const entry = directory + 2 + index * ENTRY_BYTES;
      if (reader.u16(entry, little) !== ORIENTATION_TAG) continue;
      const value = reader.u16(entry + 8, little);
      return value >= 1 && value <= 8 ? value : 1;
    }
  } catch {
    // Damaged metadata is as good as none; it is dropped anyway.
  }
  return 1;
};
