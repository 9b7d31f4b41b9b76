import { orientationOf } from "./exif.ts";
import { beginsWith, type ImageFormat } from "./format.ts";
import { brokenImage, createByteReader, joinBytes } from "./reader.ts";

/** ITU-T T.81 table B.1. */
const SOS = 0xda;
const EOI = 0xd9;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP15 = 0xef;
/** Adobe's segment says how colours are stored; without it some pictures turn green. */
const APP14 = 0xee;
const COM = 0xfe;
const EXIF = "Exif\0\0";

interface Segment {
  readonly marker: number;
  /** From its 0xff to its end; of the scan, everything that follows too. */
  readonly whole: Uint8Array;
  readonly data: Uint8Array;
}

/** C4, C8 and CC lie among the frame markers and are tables (T.81 table B.1). */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** The segments up to the first scan, which takes the rest. */
const segmentsOf = function* (bytes: Uint8Array): Generator<Segment> {
  const reader = createByteReader(bytes);
  let at = 2;
  for (;;) {
    if (reader.u8(at) !== 0xff) throw brokenImage();
    const marker = reader.u8(at + 1);
    // Any number of 0xff may stand before a marker (B.1.1.2).
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === EOI) throw brokenImage();
    const end = at + 2 + reader.u16(at + 2);
    const data = reader.bytes(at + 4, end);
    if (marker === SOS) {
      yield { marker, whole: reader.bytes(at, reader.length), data };
      return;
    }
    yield { marker, whole: reader.bytes(at, end), data };
    at = end;
  }
};

const isMetadata = ({ marker }: Segment): boolean =>
  marker === COM || (marker > APP0 && marker <= APP15 && marker !== APP14);

/** JPEG, baseline and progressive. */
export const jpeg: ImageFormat = {
  type: "image/jpeg",
  matches: (bytes) => beginsWith(bytes, "\xff\xd8\xff"),
  readHeader: (bytes) => {
    let size: { width: number; height: number } | undefined;
    let orientation = 1;
    for (const { marker, data } of segmentsOf(bytes)) {
      if (isFrame(marker)) {
        if (size !== undefined) throw brokenImage();
        const reader = createByteReader(data);
        size = { height: reader.u16(1), width: reader.u16(3) };
      }
      if (marker === APP1 && beginsWith(data, EXIF)) {
        orientation = orientationOf(data.subarray(EXIF.length));
      }
    }
    if (size === undefined) throw brokenImage();
    return { type: "image/jpeg", ...size, frames: 1, orientation };
  },
  withoutMetadata: (bytes) =>
    joinBytes([
      bytes.subarray(0, 2),
      ...[...segmentsOf(bytes)].filter((segment) => !isMetadata(segment)).map(({ whole }) => whole),
    ]),
};
