import type { FileCaps } from "#policy";
import { damaged, type FileFault, tooManyPixels, trailing } from "./fault.ts";
import { type ByteSource, findFrom } from "./source.ts";

/** More parts than any picture has; a file of nothing but headers ends here. */
const MAX_PARTS = 500_000;

/** PNG (W3C PNG third edition, section 5): chunks of length, name, data, CRC, the last one IEND. */
export const walkPng = async (
  source: ByteSource,
  { maxPixels }: FileCaps,
): Promise<FileFault | undefined> => {
  const size = await source.read(16, 8);
  if (size.length < 8) return damaged("a PNG without its header");
  let at = 8;
  for (let parts = 0; parts < MAX_PARTS; parts += 1) {
    const head = await source.read(at, 8);
    if (head.length < 8) return damaged("a PNG without its end");
    const name = head.toString("latin1", 4, 8);
    if (parts === 0 && name !== "IHDR") return damaged("a PNG without its header");
    if (!/^[A-Za-z]{4}$/.test(name)) return damaged("a PNG with a broken chunk");
    at += head.readUInt32BE(0) + 12;
    if (at > source.size) return damaged("a PNG that ends within a chunk");
    if (parts === 0 && size.readUInt32BE(0) * size.readUInt32BE(4) > maxPixels) {
      return tooManyPixels(maxPixels);
    }
    if (name === "IEND") return at === source.size ? undefined : trailing();
  }
  return damaged("a PNG of too many chunks");
};

const tableBytes = (flags: number): number =>
  (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);

/** Skips sub-blocks (length, data) up to the empty one; undefined where the file ends before. */
const skipSubBlocks = async (source: ByteSource, from: number): Promise<number | undefined> => {
  let at = from;
  for (;;) {
    const length = (await source.read(at, 1))[0];
    if (length === undefined) return undefined;
    at += length + 1;
    if (length === 0) return at;
  }
};

const [EXTENSION, IMAGE, TRAILER] = [0x21, 0x2c, 0x3b];

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pictures may reach beyond the screen, which readers then make larger. */
const grown = ({ width, height }: Size, head: Buffer): Size =>
  head[0] === IMAGE && head.length === 10
    ? {
        width: Math.max(width, head.readUInt16LE(1) + head.readUInt16LE(5)),
        height: Math.max(height, head.readUInt16LE(3) + head.readUInt16LE(7)),
      }
    : { width, height };

/** GIF 87a and 89a (CompuServe 1990, sections 17-27): blocks up to the trailer 3B. */
export const walkGif = async (
  source: ByteSource,
  { maxPixels }: FileCaps,
): Promise<FileFault | undefined> => {
  const screen = await source.read(0, 13);
  if (screen.length < 13) return damaged("a GIF without its screen");
  let size: Size = { width: screen.readUInt16LE(6), height: screen.readUInt16LE(8) };
  let at = 13 + tableBytes(screen[10] ?? 0);
  for (let parts = 0; parts < MAX_PARTS; parts += 1) {
    const head = await source.read(at, 10);
    const kind = head[0];
    if (kind !== EXTENSION && kind !== IMAGE && kind !== TRAILER) {
      return damaged("a GIF with a broken block");
    }
    size = grown(size, head);
    if (size.width * size.height > maxPixels) return tooManyPixels(maxPixels);
    if (kind === TRAILER) return at + 1 === source.size ? undefined : trailing();
    // An image has its descriptor, perhaps a table of colours, and the size of its codes.
    const data = kind === EXTENSION ? at + 2 : at + 11 + tableBytes(head[9] ?? 0);
    const next = await skipSubBlocks(source, data);
    if (next === undefined) return damaged("a GIF that ends within a block");
    at = next;
  }
  return damaged("a GIF of too many blocks");
};

/** Each costs a look from its own place on: more than cameras and programs write. */
const MAX_SCANS = 100;
const MAX_PICTURES = 16;

/** Whether a byte after FF is data or a restart, not a marker (ITU-T T.81, B.1.1). */
const isData = (byte: number): boolean => byte === 0x00 || (byte >= 0xd0 && byte <= 0xd7);

const findMarker = (window: Buffer): number => {
  for (let at = window.indexOf(0xff); at !== -1; at = window.indexOf(0xff, at + 1)) {
    const next = window[at + 1];
    if (next !== undefined && next !== 0xff && !isData(next)) return at;
  }
  return -1;
};

interface Jpeg {
  /** First byte behind the picture; undefined where it does not end. */
  readonly end: number | undefined;
  /** Whether it says that further pictures follow it (CIPA DC-007, multi-picture format). */
  readonly hasMore: boolean;
  /** Width times height of its largest frame. */
  readonly pixels: number;
}

interface Segment {
  readonly marker: number;
  /** First byte of what follows; that of a scan is found behind its data. */
  readonly next: number;
  readonly isMultiple: boolean;
  /** Width times height, where it begins a frame. */
  readonly pixels: number;
}

const NOTHING = { isMultiple: false, pixels: 0 };
const END_OF_IMAGE = 0xd9;
const START_OF_SCAN = 0xda;

/** C4, C8 and CC lie among the frame markers and are tables (T.81, table B.1). */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** The segment at a place: marker, length, data. Undefined where none stands or the file ends. */
const readSegment = async (source: ByteSource, from: number): Promise<Segment | undefined> => {
  const head = await source.read(from, 9);
  const marker = head[1];
  if (head[0] !== 0xff || marker === undefined) return undefined;
  // FF before a marker is padding.
  if (marker === 0xff) return { ...NOTHING, marker, next: from + 1 };
  if (marker === END_OF_IMAGE) return { ...NOTHING, marker, next: from + 2 };
  const length = head.length < 4 ? 0 : head.readUInt16BE(2);
  if (length < 2) return undefined;
  const next = from + 2 + length;
  const isMultiple = marker === 0xe2 && head.toString("latin1", 4, 8) === "MPF\0";
  const hasSize = isFrame(marker) && head.length === 9;
  const pixels = hasSize ? head.readUInt16BE(5) * head.readUInt16BE(7) : 0;
  if (marker !== START_OF_SCAN) return { marker, next, isMultiple, pixels };
  const found = await findFrom(source, next, 2, findMarker);
  return found === undefined ? undefined : { ...NOTHING, marker, next: found };
};

/** JPEG (ITU-T T.81, annex B): segments, entropy-coded data behind SOS, up to EOI. */
const walkOneJpeg = async (source: ByteSource, from: number): Promise<Jpeg> => {
  let at = from + 2;
  let hasMore = false;
  let scans = 0;
  let pixels = 0;
  for (let parts = 0; parts < MAX_PARTS && scans <= MAX_SCANS; parts += 1) {
    const segment = await readSegment(source, at);
    if (segment === undefined) break;
    at = segment.next;
    hasMore ||= segment.isMultiple;
    pixels = Math.max(pixels, segment.pixels);
    if (segment.marker === START_OF_SCAN) scans += 1;
    if (segment.marker === END_OF_IMAGE) {
      return { end: scans > 0 ? at : undefined, hasMore, pixels };
    }
  }
  return { end: undefined, hasMore, pixels };
};

const SAMSUNG_BYTES = 65_536;

/**
 * What phones of Samsung write behind every picture: a directory of notes, "SEFH" to "SEFT", with
 * its own length before the end. Nothing shows it; it is looked through like all the rest.
 */
const isSamsungTrailer = async (source: ByteSource, from: number): Promise<boolean> => {
  const length = source.size - from;
  if (length < 20 || length > SAMSUNG_BYTES) return false;
  const tail = await source.read(from, length);
  if (tail.toString("latin1", length - 4) !== "SEFT") return false;
  const head = length - 8 - tail.readUInt32LE(length - 8);
  return head >= 0 && tail.toString("latin1", head, head + 4) === "SEFH";
};

const isPadding = async (source: ByteSource, from: number): Promise<boolean> =>
  (await findFrom(source, from, 1, (window) => window.findIndex((byte) => byte !== 0))) ===
  undefined;

/** A JPEG, with the further pictures that cameras announce and put behind it. */
export const walkJpeg = async (
  source: ByteSource,
  { maxPixels }: FileCaps,
): Promise<FileFault | undefined> => {
  let { end, hasMore, pixels } = await walkOneJpeg(source, 0);
  if (pixels > maxPixels) return tooManyPixels(maxPixels);
  for (let pictures = 1; end !== undefined && end < source.size; pictures += 1) {
    const next = await source.read(end, 3);
    const isPicture = next[0] === 0xff && next[1] === 0xd8 && next[2] === 0xff;
    if (hasMore && isPicture && pictures < MAX_PICTURES) {
      ({ end, pixels } = await walkOneJpeg(source, end));
      if (pixels > maxPixels) return tooManyPixels(maxPixels);
    } else if (await isPadding(source, end)) return undefined;
    else if (await isSamsungTrailer(source, end)) return undefined;
    else return trailing();
  }
  return end === undefined ? damaged("a JPEG without its end") : undefined;
};
