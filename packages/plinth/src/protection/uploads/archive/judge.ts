import type { ArchiveCaps } from "#policy";
import { type FileFault, fault } from "../content/fault.ts";
import { findArchive, holdsZip, LONGEST_SECOND } from "../content/hidden.ts";
import { type ByteSource, findFrom, sourceOfBytes } from "../content/source.ts";
import { nameKey } from "../names/safe-file-name.ts";
import { type ArchiveEntry, decodeName, readDirectory } from "./directory.ts";
import { createEntryLook, measureDeflated } from "./unpack.ts";

/** What kind of archive a file claims to be. */
export type ArchiveKind =
  | { readonly kind: "zip" }
  /** Office Open XML (ECMA-376): has a list of types, and its parts in this folder. */
  | { readonly kind: "ooxml"; readonly folder: string }
  /** OpenDocument (ISO/IEC 26300-3): its first entry says what it is. */
  | { readonly kind: "odf"; readonly type: string };

/** A ratio says nothing about so little: a page of spaces has any. */
const SMALL_BYTES = 65_536;
const LOCAL_BYTES = 30;
const LOCAL_MARK = 0x0403_4b50;

const PACKED_NAME =
  /\.(?:zip|zipx|jar|war|ear|apk|rar|7z|gz|tgz|bz2|tbz2?|xz|txz|zst|lz|lzma|lz4|tar|cab|arj|iso|img|dmg|cpio|z)$/i;
/** zip, RAR, 7z, gzip, xz, bzip2, zstd: how packed data begin. */
const PACKED_HEAD = [
  "504b0304",
  "52617221",
  "377abcaf",
  "1f8b08",
  "fd377a58",
  "425a68",
  "28b52ffd",
];

const isPacked = (head: Buffer): boolean => {
  const hex = head.toString("hex");
  return PACKED_HEAD.some((mark) => hex.startsWith(mark));
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\0-\x1f\x7f]/;

/** Whether a name leads out of the directory that an archive is unpacked into, on any system. */
const leadsOut = (name: string): boolean =>
  name === "" ||
  CONTROL.test(name) ||
  /^[/\\~]|^[a-z]:/i.test(name) ||
  name.split(/[/\\]/).some((segment) => /^\.\.[. ]*$/.test(segment));

const NESTED = fault("archive.nested", "holds another archive");

const tooTight = ({ maxRatio }: ArchiveCaps): FileFault =>
  fault("archive.ratio", `unpacks to more than ${maxRatio} times its size`);

const judgeEntry = (
  entry: ArchiveEntry,
  caps: ArchiveCaps,
  isZip: boolean,
): FileFault | undefined => {
  if (entry.isEncrypted)
    return fault("archive.encrypted", "is encrypted, so nobody can look inside");
  if (leadsOut(entry.name) || entry.isLink) {
    return fault("archive.path", "has an entry that leads out of its own folder");
  }
  if (entry.method !== 0 && entry.method !== 8) {
    return fault("archive.structure", "is packed in a way that is not taken");
  }
  const isLarge = entry.unpackedBytes > SMALL_BYTES;
  if (isLarge && entry.unpackedBytes > caps.maxRatio * Math.max(entry.packedBytes, 1)) {
    return tooTight(caps);
  }
  if (isZip && PACKED_NAME.test(entry.name)) {
    return NESTED;
  }
  return !isZip && /(?:^|\/)vbaProject\.bin$|^Basic\//i.test(entry.name)
    ? fault("archive.macro", "holds a program, which this type of file has none of")
    : undefined;
};

const judgeKind = (
  entries: readonly ArchiveEntry[],
  kind: ArchiveKind,
  firstText: string,
): FileFault | undefined => {
  const names = entries.map(({ name }) => name);
  const fits =
    kind.kind === "zip" ||
    (kind.kind === "ooxml"
      ? names.includes("[Content_Types].xml") && names.some((name) => name.startsWith(kind.folder))
      : names.includes("mimetype") && firstText === kind.type);
  return fits ? undefined : fault("type.content", "is an archive, but not of this type");
};

const structure = (what: string): FileFault =>
  fault("archive.structure", `is no archive that everybody reads alike: ${what}`);

interface Located extends ArchiveEntry {
  /** Where its data begin. */
  readonly data: number;
}

/**
 * Finds the data of each entry. The local headers must agree with the directory, and no two entries
 * share bytes: that is how small files unpack to terabytes (Fifield, USENIX WOOT 2019).
 */
const locate = async (
  source: ByteSource,
  entries: readonly ArchiveEntry[],
  end: number,
): Promise<readonly Located[] | FileFault> => {
  const located: Located[] = [];
  let reached = 0;
  for (const entry of entries.toSorted((a, b) => a.offset - b.offset)) {
    const head = await source.read(entry.offset, LOCAL_BYTES);
    if (head.length < LOCAL_BYTES || head.readUInt32LE(0) !== LOCAL_MARK) {
      return structure("an entry has no head");
    }
    const data = entry.offset + LOCAL_BYTES + head.readUInt16LE(26) + head.readUInt16LE(28);
    if (located.length === 0 && entry.offset !== 0) return structure("something stands before it");
    if (entry.offset < reached) return structure("its entries share their data");
    if (head.readUInt16LE(8) !== entry.method) return structure("its two lists disagree");
    const name = await source.read(entry.offset + LOCAL_BYTES, head.readUInt16LE(26));
    if (decodeName(name) !== entry.name) {
      return structure("its two lists disagree");
    }
    reached = data + entry.packedBytes;
    if (reached > end) return structure("an entry is longer than the file");
    located.push({ ...entry, data });
  }
  return located;
};

/** Whether bytes that are not packed are an archive, also one behind a program that unpacks it. */
const isStoredArchive = async (
  { read }: ByteSource,
  offset: number,
  size: number,
): Promise<boolean> => {
  const entry: ByteSource = {
    size,
    read: (at, length) => read(offset + at, Math.max(0, Math.min(length, size - at))),
  };
  if (isPacked(await entry.read(0, 8)) || (await holdsZip(entry))) return true;
  return (await findFrom(entry, 0, LONGEST_SECOND, findArchive)) !== undefined;
};

/** Unpacks an entry without keeping it: its size must be what the directory says. */
const judgeData = async (
  source: ByteSource,
  { method, data, packedBytes, unpackedBytes }: Located,
  isZip: boolean,
): Promise<FileFault | undefined> => {
  if (method === 0) {
    if (packedBytes !== unpackedBytes) return structure("an entry has two sizes");
    return isZip && (await isStoredArchive(source, data, packedBytes)) ? NESTED : undefined;
  }
  const range = { offset: data, length: packedBytes };
  const look = isZip ? createEntryLook() : undefined;
  const unpacked = await measureDeflated(source, range, unpackedBytes, look);
  if (unpacked.bytes > unpackedBytes) return fault("archive.size", "unpacks to more than it says");
  if (unpacked.isBroken || unpacked.bytes < unpackedBytes) {
    return structure("an entry cannot be unpacked");
  }
  if (look === undefined) return undefined;
  const isArchive =
    look.holdsArchive() || isPacked(look.head()) || (await holdsZip(sourceOfBytes(look.tail())));
  return isArchive ? NESTED : undefined;
};

const readText = async (source: ByteSource, entry: Located | undefined): Promise<string> =>
  entry === undefined || entry.name !== "mimetype" || entry.method !== 0 || entry.packedBytes > 200
    ? ""
    : (await source.read(entry.data, entry.packedBytes)).toString("latin1");

/**
 * Judges a zip, or an office document, without keeping anything of it: how many entries, how large,
 * what names, whether encrypted, nested or odd; at last it is unpacked once, to nowhere, because
 * the sizes in it are only claims.
 */
export const judgeArchive = async (
  source: ByteSource,
  caps: ArchiveCaps,
  kind: ArchiveKind,
): Promise<FileFault | undefined> => {
  const isZip = kind.kind === "zip";
  const directory = await readDirectory(source, caps.maxEntries);
  if ("fault" in directory) return directory.fault;
  const { entries, offset } = directory;
  for (const entry of entries) {
    const found = judgeEntry(entry, caps, isZip);
    if (found !== undefined) return found;
  }
  if (new Set(entries.map(({ name }) => nameKey(name))).size !== entries.length) {
    return structure("two entries have one name");
  }
  const total = entries.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0);
  if (total > caps.maxUnpackedBytes) {
    return fault("archive.size", `unpacks to more than ${caps.maxUnpackedBytes} bytes`);
  }
  // Many entries, each too small to be judged, come to as much.
  if (total > SMALL_BYTES && total > caps.maxRatio * source.size) return tooTight(caps);
  const located = await locate(source, entries, offset);
  if ("rule" in located) return located;
  const found = judgeKind(entries, kind, await readText(source, located[0]));
  if (found !== undefined) return found;
  for (const entry of located) {
    const broken = await judgeData(source, entry, isZip);
    if (broken !== undefined) return broken;
  }
  return undefined;
};
