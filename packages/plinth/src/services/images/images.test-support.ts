import { Buffer } from "node:buffer";
import { crc32, deflateSync } from "node:zlib";

/** Real files for tests, made byte by byte. */

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** A chunk of a PNG. */
export const pngChunk = (type: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  return Buffer.concat([u32(data.length), body, u32(crc32(body))]);
};

const PNG_SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

/** How a PNG of a test is made. */
export interface PngOptions {
  readonly width: number;
  readonly height: number;
  /** Size that the header tells instead of the true one. */
  readonly claims?: { readonly width: number; readonly height: number };
  /** Colour of a pixel; red where none is given. */
  readonly colour?: (x: number, y: number) => readonly [number, number, number];
  /** Chunks between header and pixels. */
  readonly chunks?: readonly Buffer[];
}

/** A PNG with three bytes a pixel. */
export const makePng = ({ width, height, claims, colour, chunks = [] }: PngOptions): Buffer => {
  const row = width * 3 + 1;
  const raw = Buffer.alloc(row * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) raw.set(colour?.(x, y) ?? [255, 0, 0], y * row + 1 + x * 3);
  }
  const size = claims ?? { width, height };
  const header = Buffer.concat([u32(size.width), u32(size.height), Buffer.from([8, 2, 0, 0, 0])]);
  return Buffer.concat([
    PNG_SIGNATURE,
    pngChunk("IHDR", header),
    ...chunks,
    pngChunk("IDAT", deflateSync(raw)),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
};

/** A text that must be in no image that was made anew. */
export const CANARY = "GPS-CANARY-47.3769N-8.5417E";

/** EXIF in TIFF form: an orientation, and a GPS directory that holds the canary. */
export const makeExif = (orientation: number): Buffer => {
  const text = Buffer.from(`${CANARY}\0`, "latin1");
  const tiff = Buffer.alloc(56 + text.length);
  tiff.write("MM", 0, "latin1");
  tiff.writeUInt16BE(42, 2);
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(2, 8);
  // Orientation, SHORT, one value.
  tiff.writeUInt16BE(0x0112, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  // The GPS directory at 38: GPSMapDatum, ASCII.
  tiff.writeUInt16BE(0x8825, 22);
  tiff.writeUInt16BE(4, 24);
  tiff.writeUInt32BE(1, 26);
  tiff.writeUInt32BE(38, 30);
  tiff.writeUInt16BE(1, 38);
  tiff.writeUInt16BE(0x0012, 40);
  tiff.writeUInt16BE(2, 42);
  tiff.writeUInt32BE(text.length, 44);
  tiff.writeUInt32BE(56, 48);
  text.copy(tiff, 56);
  return tiff;
};

const segment = (marker: number, data: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
};

/** A JPEG with metadata of every kind put behind its first two bytes. */
export const withJpegMetadata = (jpeg: Uint8Array, orientation: number): Buffer =>
  Buffer.concat([
    jpeg.subarray(0, 2),
    segment(0xe1, Buffer.concat([Buffer.from("Exif\0\0", "latin1"), makeExif(orientation)])),
    segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0<x>${CANARY}</x>`, "latin1")),
    segment(0xe2, Buffer.from(`ICC_PROFILE\0\x01\x01${CANARY}`, "latin1")),
    segment(0xed, Buffer.from(`Photoshop 3.0\0${CANARY}`, "latin1")),
    segment(0xfe, Buffer.from(CANARY, "latin1")),
    jpeg.subarray(2),
  ]);

const riffChunk = (name: string, data: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.write(name, 0, "latin1");
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
};

/** A plain WebP in a canvas with EXIF and XMP; `claims` lies about its size. */
export const withWebpMetadata = (
  webp: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  orientation: number,
): Buffer => {
  const canvas = Buffer.alloc(10);
  canvas[0] = 0x0c;
  canvas.writeUIntLE(width - 1, 4, 3);
  canvas.writeUIntLE(height - 1, 7, 3);
  const body = Buffer.concat([
    Buffer.from("WEBP", "latin1"),
    riffChunk("VP8X", canvas),
    webp.subarray(12),
    riffChunk("EXIF", makeExif(orientation)),
    riffChunk("XMP ", Buffer.from(CANARY, "latin1")),
  ]);
  const head = Buffer.alloc(8);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
};
