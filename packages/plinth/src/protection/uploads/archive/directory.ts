import type { FileFault } from "../content/fault.ts";
import { fault } from "../content/fault.ts";
import type { ByteSource } from "../content/source.ts";

/** One entry of a zip, as its central directory tells. */
export interface ArchiveEntry {
  readonly name: string;
  /** 0 stored, 8 deflated; others are refused. */
  readonly method: number;
  readonly isEncrypted: boolean;
  /** A link of UNIX, which leads out of the directory that it is unpacked into. */
  readonly isLink: boolean;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  /** Where its local header stands. */
  readonly offset: number;
}

/** A zip that was read, or what is wrong with it. */
export type Directory =
  | { readonly entries: readonly ArchiveEntry[]; readonly offset: number }
  | { readonly fault: FileFault };

const END_BYTES = 22;
const MAX_COMMENT = 65_535;
const ENTRY_BYTES = 46;
const END_MARK = 0x0605_4b50;
const ENTRY_MARK = 0x0201_4b50;
const NOT_HERE_16 = 0xffff;
const NOT_HERE_32 = 0xffff_ffff;

const broken = (what: string): { fault: FileFault } => ({
  fault: fault("archive.structure", `is no archive that everybody reads alike: ${what}`),
});

/** The record at the very end (APPNOTE 4.3.16): its comment must reach to the last byte. */
const readEnd = async ({ size, read }: ByteSource): Promise<Buffer | undefined> => {
  const from = Math.max(0, size - END_BYTES - MAX_COMMENT);
  const tail = await read(from, size - from);
  for (let at = tail.length - END_BYTES; at >= 0; at -= 1) {
    const isEnd = tail.readUInt32LE(at) === END_MARK;
    if (isEnd && tail.readUInt16LE(at + 20) === tail.length - at - END_BYTES) {
      return tail.subarray(at);
    }
  }
  return undefined;
};

/** The name of an entry, whatever it was written in. */
export const decodeName = (bytes: Buffer): string => {
  try {
    // Older programs write a code page: what is no UTF-8 is read byte by byte.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString("latin1");
  }
};

const readEntry = (list: Buffer, at: number): { entry: ArchiveEntry; next: number } | undefined => {
  if (at + ENTRY_BYTES > list.length || list.readUInt32LE(at) !== ENTRY_MARK) return undefined;
  const [nameBytes, extra, comment] = [28, 30, 32].map((field) => list.readUInt16LE(at + field));
  const next = at + ENTRY_BYTES + (nameBytes ?? 0) + (extra ?? 0) + (comment ?? 0);
  if (next > list.length) return undefined;
  const flags = list.readUInt16LE(at + 8);
  const isUnix = list[at + 5] === 3;
  const mode = list.readUInt32LE(at + 38) >>> 28;
  return {
    next,
    entry: {
      name: decodeName(list.subarray(at + 46, at + 46 + (nameBytes ?? 0))),
      method: list.readUInt16LE(at + 10),
      // Bits 0, 6 and 13: contents, strongly, or the directory itself.
      isEncrypted: (flags & 0x2041) !== 0,
      isLink: isUnix && mode === 0xa,
      packedBytes: list.readUInt32LE(at + 20),
      unpackedBytes: list.readUInt32LE(at + 24),
      offset: list.readUInt32LE(at + 42),
    },
  };
};

const isZip64 = (entry: ArchiveEntry): boolean =>
  [entry.packedBytes, entry.unpackedBytes, entry.offset].includes(NOT_HERE_32);

/**
 * Reads the central directory of a zip (PKWARE APPNOTE 6.3.10, section 4.3), which has to stand
 * directly before the end: one archive, one part, without ZIP64, which files of this size do not
 * need. At most `maxEntries` entries are read.
 */
export const readDirectory = async (source: ByteSource, maxEntries: number): Promise<Directory> => {
  const end = await readEnd(source);
  if (end === undefined) return broken("no list of entries at its end");
  const [disk, first, here, total] = [4, 6, 8, 10].map((at) => end.readUInt16LE(at));
  const length = end.readUInt32LE(12);
  const offset = end.readUInt32LE(16);
  if (total === NOT_HERE_16 || offset === NOT_HERE_32) return broken("it is a ZIP64");
  if (disk !== 0 || first !== 0 || here !== total) return broken("it has several parts");
  if (total === undefined || total === 0) return broken("it is empty");
  if (total > maxEntries) {
    return { fault: fault("archive.entries", `holds more than ${maxEntries} entries`) };
  }
  if (offset + length + end.length !== source.size) return broken("its list is not at its end");
  const list = await source.read(offset, length);
  const entries: ArchiveEntry[] = [];
  let at = 0;
  for (let count = 0; count < total; count += 1) {
    const read = readEntry(list, at);
    if (read === undefined) return broken("its list is cut off");
    if (isZip64(read.entry)) return broken("it is a ZIP64");
    entries.push(read.entry);
    at = read.next;
  }
  return at === list.length ? { entries, offset } : broken("its list is longer than it says");
};
