import { damaged, type FileFault, trailing } from "./fault.ts";
import type { ByteSource } from "./source.ts";

const MAX_PARTS = 500_000;

/** RIFF (Microsoft and IBM 1991): the length in the head is that of the file, or one less. */
export const walkRiff = async (source: ByteSource): Promise<FileFault | undefined> => {
  const head = await source.read(0, 16);
  if (head.length < 16) return damaged("a file without its first chunk");
  const end = head.readUInt32LE(4) + 8;
  if (end > source.size) return damaged("shorter than its head says");
  return source.size - end <= end % 2 ? undefined : trailing();
};

/** Boxes of ISO/IEC 14496-12, section 4.2: together they are the file. */
export const walkBoxes = async (source: ByteSource): Promise<FileFault | undefined> => {
  let at = 0;
  for (let parts = 0; at < source.size; parts += 1) {
    const head = await source.read(at, 16);
    if (parts > MAX_PARTS) return damaged("too many boxes");
    if (head.length < 8 || !/^[\x20-\x7e©]{4}$/.test(head.toString("latin1", 4, 8))) {
      return parts === 0 ? damaged("no box") : trailing();
    }
    const short = head.readUInt32BE(0);
    // 0: up to the end of the file; 1: a length of 64 bits follows.
    if (short === 0) return undefined;
    if (short === 1 && head.length < 16) return damaged("ends within a box");
    const length = short === 1 ? Number(head.readBigUInt64BE(8)) : short;
    if (length < 8 || at + length > source.size) return damaged("ends within a box");
    at += length;
  }
  return undefined;
};

/** Pages of Ogg (RFC 3533, section 6). */
export const walkOgg = async (source: ByteSource): Promise<FileFault | undefined> => {
  let at = 0;
  while (at < source.size) {
    const head = await source.read(at, 27);
    if (head.toString("latin1", 0, 4) !== "OggS") return at === 0 ? damaged("no page") : trailing();
    const segments = head[26];
    if (segments === undefined) return damaged("ends within a page");
    const table = await source.read(at + 27, segments);
    at += 27 + segments + table.reduce((sum, length) => sum + length, 0);
    if (at > source.size) return damaged("ends within a page");
  }
  return undefined;
};

/** A number of EBML: the zeros before its first bit say how long it is (RFC 8794, section 4). */
const readVint = (bytes: Buffer, at: number): { value: number; next: number } | undefined => {
  const first = bytes[at];
  if (first === undefined || first === 0) return undefined;
  const length = Math.clz32(first) - 23;
  if (at + length > bytes.length) return undefined;
  let value = first & (0xff >> length);
  let isUnknown = value === 0xff >> length;
  for (let index = 1; index < length; index += 1) {
    const byte = bytes[at + index] ?? 0;
    value = value * 256 + byte;
    isUnknown &&= byte === 0xff;
  }
  return { value: isUnknown ? Number.POSITIVE_INFINITY : value, next: at + length };
};

/** WebM (RFC 9559 over RFC 8794): a head whose DocType is webm, and one segment behind it. */
export const walkWebm = async (source: ByteSource): Promise<FileFault | undefined> => {
  const bytes = await source.read(0, 4_096);
  const head = readVint(bytes, 4);
  if (head === undefined) return damaged("no EBML head");
  const segment = head.next + head.value;
  if (!bytes.subarray(0, segment).includes(Buffer.from("\x42\x82\x84webm", "latin1"))) {
    return damaged("not of the kind webm");
  }
  const id = bytes.subarray(segment, segment + 4).toString("hex");
  const length = readVint(bytes, segment + 4);
  if (id !== "18538067" || length === undefined) return damaged("no segment");
  const end = length.next + length.value;
  // A recording that was sent live does not know its length: it lasts to the end of the file.
  if (end === Number.POSITIVE_INFINITY || end === source.size) return undefined;
  return end > source.size ? damaged("shorter than its head says") : trailing();
};

/** Kilobits a second by version and index; samples a second by version (ISO/IEC 11172-3, 13818-3). */
const RATES = {
  one: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  two: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;
const SAMPLES: Readonly<Record<number, readonly number[]>> = {
  0: [11_025, 12_000, 8_000],
  2: [22_050, 24_000, 16_000],
  3: [44_100, 48_000, 32_000],
};

/** Length of a frame of layer III in bytes, or undefined where its head is none. */
const frameBytes = (head: Buffer): number | undefined => {
  const [first = 0, second = 0, third = 0] = head;
  if (first !== 0xff || (second & 0xe6) !== 0xe2) return undefined;
  const version = (second >> 3) & 3;
  const rate = (version === 3 ? RATES.one : RATES.two)[third >> 4];
  const samples = SAMPLES[version]?.[(third >> 2) & 3];
  if (rate === undefined || rate === 0 || samples === undefined) return undefined;
  return Math.floor(((version === 3 ? 144 : 72) * rate * 1_000) / samples) + ((third >> 1) & 1);
};

/** MP3: an ID3v2 tag or none, frames, and at most a tag of the older kinds behind them. */
export const walkMp3 = async (source: ByteSource): Promise<FileFault | undefined> => {
  const tag = await source.read(0, 10);
  const hasTag = tag.toString("latin1", 0, 3) === "ID3" && tag.length === 10;
  // Seven bits of each byte (ID3v2.4, section 6.2).
  const size = hasTag
    ? [6, 7, 8, 9].reduce((sum, at) => sum * 128 + ((tag[at] ?? 0) & 0x7f), 0)
    : 0;
  let at = hasTag ? 10 + size + (((tag[5] ?? 0) & 0x10) === 0 ? 0 : 10) : 0;
  let frames = 0;
  while (at < source.size) {
    const length = frameBytes(await source.read(at, 4));
    if (length === undefined) break;
    at += length;
    frames += 1;
  }
  if (frames < 2) return damaged("no frames of sound");
  const rest = await source.read(at, 8);
  const isTag = rest.toString("latin1", 0, 3) === "TAG" && source.size - at === 128;
  const isOlder = rest.toString("latin1") === "APETAGEX";
  return at >= source.size || isTag || isOlder ? undefined : trailing();
};
