import { promisify } from "node:util";
import { crc32, deflateRaw } from "node:zlib";

const deflate = promisify(deflateRaw);

/** Beyond it the format of before 2001 cannot say where something lies. */
const MAX_BYTES = 0xffff_ffff;
const MAX_ENTRIES = 0xffff;
/** Nothing is older where dates count from 1980. */
const FIRST_MOMENT = Date.UTC(1980, 0, 1);
/** 2.0: deflate. */
const VERSION = 20;
/** Names are UTF-8 (APPNOTE 4.4.4, bit 11). */
const FLAGS = 0x0800;
const STORED = 0;
const DEFLATED = 8;

/** Writes a ZIP archive (PKWARE APPNOTE 6.3) piece by piece. */
export interface ZipWriter {
  /**
   * Adds a file; `isPacked` says that it is packed already, such as a picture.
   * @throws {RangeError} when the archive becomes too long or has too many files.
   */
  readonly add: (name: string, bytes: Uint8Array, isPacked?: boolean) => Promise<void>;
  /** Writes the table of contents; nothing may follow. Resolves with the bytes of the archive. */
  readonly end: () => Promise<number>;
}

interface Entry {
  readonly name: Buffer;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly plain: number;
  readonly offset: number;
}

/** Date and time as MS-DOS has them, UTC, of an instant in milliseconds since the epoch. */
const dosTime = (instant: number): { readonly date: number; readonly time: number } => {
  const at = new Date(Math.max(instant, FIRST_MOMENT));
  return {
    date: ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(),
    time: (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1),
  };
};

/** What local and central headers have in common: version to extraneous length. */
const common = (entry: Entry, instant: number): Buffer => {
  const { date, time } = dosTime(instant);
  const bytes = Buffer.alloc(26);
  bytes.writeUInt16LE(VERSION, 0);
  bytes.writeUInt16LE(FLAGS, 2);
  bytes.writeUInt16LE(entry.method, 4);
  bytes.writeUInt16LE(time, 6);
  bytes.writeUInt16LE(date, 8);
  bytes.writeUInt32LE(entry.crc, 10);
  bytes.writeUInt32LE(entry.packed, 14);
  bytes.writeUInt32LE(entry.plain, 18);
  bytes.writeUInt16LE(entry.name.length, 22);
  return bytes;
};

const signature = (number: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
};

const centralOf = (entry: Entry, instant: number): Buffer => {
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(entry.offset, 10);
  const madeBy = Buffer.from([VERSION, 0]);
  return Buffer.concat([signature(0x02014b50), madeBy, common(entry, instant), tail, entry.name]);
};

const endOf = (count: number, length: number, offset: number): Buffer => {
  const bytes = Buffer.alloc(22);
  bytes.writeUInt32LE(0x06054b50, 0);
  bytes.writeUInt16LE(count, 8);
  bytes.writeUInt16LE(count, 10);
  bytes.writeUInt32LE(length, 12);
  bytes.writeUInt32LE(offset, 16);
  return bytes;
};

/**
 * Builds a writer. Files are packed in a thread of the system, one at a time, so that nothing else
 * waits; `instant` is the time that all of them get, in milliseconds since the epoch.
 */
export const createZipWriter = (
  write: (bytes: Uint8Array) => Promise<void>,
  instant: number,
): ZipWriter => {
  const entries: Entry[] = [];
  let offset = 0;
  const put = async (bytes: Uint8Array): Promise<void> => {
    if (offset + bytes.length > MAX_BYTES) throw new RangeError("the archive becomes too long");
    offset += bytes.length;
    await write(bytes);
  };
  return {
    add: async (name, bytes, isPacked = false) => {
      if (entries.length === MAX_ENTRIES) throw new RangeError("the archive has too many files");
      const body = isPacked ? bytes : await deflate(bytes);
      const entry: Entry = {
        name: Buffer.from(name, "utf8"),
        method: isPacked ? STORED : DEFLATED,
        crc: crc32(bytes),
        packed: body.length,
        plain: bytes.length,
        offset,
      };
      entries.push(entry);
      await put(Buffer.concat([signature(0x04034b50), common(entry, instant), entry.name]));
      await put(body);
    },
    end: async () => {
      const start = offset;
      for (const entry of entries) await put(centralOf(entry, instant));
      await put(endOf(entries.length, offset - start, start));
      return offset;
    },
  };
};
