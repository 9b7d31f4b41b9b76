import { crc32, deflateRawSync, deflateSync } from "node:zlib";
import type { UploadType } from "#policy";

/** Bytes of text, a byte a character. */
export const bytes = (text: string): Buffer => Buffer.from(text, "latin1");

const u16le = (value: number): Buffer => {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
};
const u32le = (value: number): Buffer => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
};
const u32be = (value: number): Buffer => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
};

/** One chunk of a PNG. */
export const pngChunk = (name: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([bytes(name), data]);
  return Buffer.concat([u32be(data.length), body, u32be(crc32(body))]);
};

/** A PNG of one grey pixel, with further chunks before its end. */
export const png = (...extra: readonly Buffer[]): Buffer =>
  Buffer.concat([
    bytes("\x89PNG\r\n\x1a\n"),
    pngChunk("IHDR", Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])),
    pngChunk("IDAT", deflateSync(Buffer.from([0, 128]))),
    ...extra,
    pngChunk("IEND", Buffer.alloc(0)),
  ]);

/** A PNG of exactly so many bytes. */
export const pngOf = (size: number): Buffer =>
  png(pngChunk("prVt", Buffer.alloc(size - png().length - 12, 7)));

const jpegSegment = (marker: number, data: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255]),
    data,
  ]);

/** The shape of a JPEG; `segments` stand before its scan. */
export const jpeg = (...segments: readonly Buffer[]): Buffer =>
  Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    jpegSegment(0xe0, bytes("JFIF\0\x01\x01\0\0\x01\0\x01\0\0")),
    ...segments,
    jpegSegment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56, 0xff, 0xd9]),
  ]);
/** The word of a JPEG that further pictures follow. */
export const multiPicture = (): Buffer => jpegSegment(0xe2, bytes("MPF\0II*\0"));
/** A comment of a JPEG. */
export const jpegComment = (data: Uint8Array): Buffer => jpegSegment(0xfe, data);

/** A GIF of one pixel. */
export const gif = (): Buffer =>
  Buffer.concat([
    bytes("GIF89a\x01\0\x01\0\x80\0\0"),
    Buffer.from([0, 0, 0, 255, 255, 255]),
    bytes("\x21\xf9\x04\0\0\0\0\0"),
    bytes("\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b"),
  ]);

const riff = (form: string, data: Buffer): Buffer =>
  Buffer.concat([bytes("RIFF"), u32le(data.length + 4), bytes(form), data]);
const box = (name: string, data: Uint8Array): Buffer =>
  Buffer.concat([u32be(data.length + 8), bytes(name), data]);

/** One entry of a zip, as it is written; what is left out is derived. */
export interface ZipEntry {
  readonly name: string;
  readonly data?: Uint8Array;
  readonly isStored?: boolean;
  readonly flags?: number;
  readonly attributes?: number;
  /** What the directory claims the data to unpack to. */
  readonly claims?: number;
  /** Points to the data of the entry before. */
  readonly sharesData?: boolean;
  readonly method?: number;
}

/** A zip, honest or not. */
export const zipOf = (...entries: readonly ZipEntry[]): Buffer => {
  const bodies: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  let before = 0;
  for (const entry of entries) {
    const { data = Buffer.from("x"), isStored = false, flags = 0x800, attributes = 0 } = entry;
    const packed = isStored ? Buffer.from(data) : deflateRawSync(data);
    const name = Buffer.from(entry.name);
    const common = Buffer.concat([
      u16le(20),
      u16le(flags),
      u16le(entry.method ?? (isStored ? 0 : 8)),
      u32le(0),
      u32le(crc32(data)),
      u32le(packed.length),
      u32le(entry.claims ?? data.length),
      u16le(name.length),
      u16le(0),
    ]);
    const offset = entry.sharesData === true ? before : at;
    list.push(
      Buffer.concat([
        bytes("PK\x01\x02"),
        u16le(0x0314),
        common,
        u16le(0),
        u16le(0),
        u16le(0),
        u32le(attributes),
        u32le(offset),
        name,
      ]),
    );
    before = at;
    if (entry.sharesData === true) continue;
    const body = Buffer.concat([bytes("PK\x03\x04"), common, name, packed]);
    bodies.push(body);
    at += body.length;
  }
  const directory = Buffer.concat(list);
  const count = u16le(entries.length);
  const end = [bytes("PK\x05\x06"), u32le(0), count, count, u32le(directory.length), u32le(at)];
  return Buffer.concat([...bodies, directory, ...end, u16le(0)]);
};

const office = (folder: string): Buffer =>
  zipOf(
    { name: "[Content_Types].xml", data: bytes("<Types/>") },
    { name: `${folder}document.xml`, data: bytes("<document/>") },
  );
const openDocument = (kind: string): Buffer =>
  zipOf(
    { name: "mimetype", isStored: true, data: bytes(`application/vnd.oasis.opendocument.${kind}`) },
    { name: "content.xml", data: bytes("<office/>") },
  );
const mp3Frame = (): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x00]), Buffer.alloc(413, 0x55)]);

/** The smallest file of each type that is one. */
export const SAMPLES: Readonly<Record<UploadType, Buffer>> = {
  "image/png": png(),
  "image/jpeg": jpeg(),
  "image/gif": gif(),
  "image/webp": riff("WEBP", bytes("VP8L\x05\0\0\0\x2f\0\0\0\0\0")),
  "image/avif": Buffer.concat([
    box("ftyp", bytes("avif\0\0\0\0avifmif1")),
    box("mdat", bytes("0")),
  ]),
  "image/svg+xml": bytes('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h1"/></svg>'),
  "application/pdf": bytes(
    "%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\nstartxref\n9\n%%EOF\n",
  ),
  "application/zip": zipOf({ name: "notes/a.txt", data: bytes("hello hello hello") }),
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": office("word/"),
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": office("xl/"),
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": office("ppt/"),
  "application/vnd.oasis.opendocument.text": openDocument("text"),
  "application/vnd.oasis.opendocument.spreadsheet": openDocument("spreadsheet"),
  "application/vnd.oasis.opendocument.presentation": openDocument("presentation"),
  "video/mp4": Buffer.concat([
    box("ftyp", bytes("isom\0\0\x02\0isomavc1")),
    box("mdat", bytes("0")),
  ]),
  "video/webm": Buffer.concat([
    bytes("\x1a\x45\xdf\xa3\x87\x42\x82\x84webm"),
    bytes("\x18\x53\x80\x67\x83abc"),
  ]),
  "audio/mpeg": Buffer.concat([mp3Frame(), mp3Frame()]),
  "audio/ogg": Buffer.concat([bytes("OggS\0\x02"), Buffer.alloc(20), bytes("\x01\x03abc")]),
  "audio/wav": riff("WAVE", bytes("fmt \x04\0\0\0abcd")),
  "text/plain": Buffer.from("Grüße an Anna <anna@example.org>, 1 < 2\n"),
  "text/csv": bytes("name,price\nPears,3\n"),
  "application/json": bytes('{"a":[1,2,3]}'),
};

/** One part of a form. */
export interface FormPart {
  readonly field: string;
  readonly fileName?: string;
  readonly type?: string;
  readonly data: Uint8Array | string;
}

/** The boundary of every form here. */
export const BOUNDARY = "----plinth-test-boundary";

/** A form as browsers write it (RFC 7578). */
export const formOf = (...parts: readonly FormPart[]): Buffer =>
  Buffer.concat([
    ...parts.flatMap(({ field, fileName, type, data }) => [
      Buffer.from(
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${field}"${
          fileName === undefined ? "" : `; filename="${fileName}"`
        }\r\n${type === undefined ? "" : `Content-Type: ${type}\r\n`}\r\n`,
      ),
      Buffer.from(data),
      bytes("\r\n"),
    ]),
    bytes(`--${BOUNDARY}--\r\n`),
  ]);
