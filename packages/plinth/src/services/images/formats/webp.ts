import { orientationOf } from "./exif.ts";
import { beginsWith, type ImageFormat } from "./format.ts";
import { brokenImage, createByteReader, joinBytes } from "./reader.ts";

/** RFC 9649 section 2.7. */
const HEADER_BYTES = 12;
const ALPHA_FLAG = 0x10;
const EXIF = "Exif\0\0";

interface Chunk {
  readonly name: string;
  readonly whole: Uint8Array;
  readonly data: Uint8Array;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const chunksOf = function* (bytes: Uint8Array): Generator<Chunk> {
  const reader = createByteReader(bytes);
  let at = HEADER_BYTES;
  while (at < reader.length) {
    const name = reader.text(at, 4);
    const length = reader.u32(at + 4, true);
    const end = at + 8 + length;
    // Chunks are padded to an even length; some writers forget it at the end.
    const padded = Math.min(end + (length % 2), Math.max(end, reader.length));
    yield { name, whole: reader.bytes(at, padded), data: reader.bytes(at + 8, end) };
    at = padded;
  }
};

const sizeOf = ({ name, data }: Chunk): Size | undefined => {
  const reader = createByteReader(data);
  if (name === "VP8X") return { width: reader.u24(4) + 1, height: reader.u24(7) + 1 };
  if (name === "VP8 ") {
    return { width: reader.u16(6, true) & 0x3fff, height: reader.u16(8, true) & 0x3fff };
  }
  if (name !== "VP8L") return undefined;
  const bits = reader.u32(1, true);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
};

const sizeOfAll = (chunks: readonly Chunk[]): Size => {
  const sizes = chunks.map(sizeOf).filter((size) => size !== undefined);
  const [first] = sizes;
  // A small canvas around a large picture is a lie about what decoding will take.
  const agree = sizes.every(
    ({ width, height }) => width === first?.width && height === first.height,
  );
  if (first === undefined || !agree) throw brokenImage();
  return first;
};

/** The canvas says that there is transparency, and nothing else any more. */
const plainCanvas = (whole: Uint8Array): Uint8Array => {
  const copy = Uint8Array.from(whole);
  copy[8] = (copy[8] ?? 0) & ALPHA_FLAG;
  return copy;
};

/** WebP, with and without loss. */
export const webp: ImageFormat = {
  type: "image/webp",
  matches: (bytes) => beginsWith(bytes, "RIFF") && beginsWith(bytes, "WEBP", 8),
  readHeader: (bytes) => {
    const chunks = [...chunksOf(bytes)];
    const exif = chunks.find(({ name }) => name === "EXIF")?.data;
    const frames = Math.max(1, chunks.filter(({ name }) => name === "ANMF").length);
    const tiff = exif !== undefined && beginsWith(exif, EXIF) ? exif.subarray(EXIF.length) : exif;
    return {
      type: "image/webp",
      ...sizeOfAll(chunks),
      frames,
      orientation: tiff === undefined ? 1 : orientationOf(tiff),
    };
  },
  withoutMetadata: (bytes) => {
    const kept = [...chunksOf(bytes)]
      .filter(({ name }) => ["VP8X", "VP8 ", "VP8L", "ALPH"].includes(name))
      .map(({ name, whole }) => (name === "VP8X" ? plainCanvas(whole) : whole));
    const whole = joinBytes([bytes.subarray(0, HEADER_BYTES), ...kept]);
    new DataView(whole.buffer).setUint32(4, whole.length - 8, true);
    return whole;
  },
};
