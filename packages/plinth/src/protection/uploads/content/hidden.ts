import { type FileFault, fault } from "./fault.ts";
import { type ByteSource, findFrom, WINDOW } from "./source.ts";

/**
 * What a browser, PHP or a reader of PDF acts on wherever it stands in a file. Each is at least five
 * characters long, so that compressed data hold none by chance.
 */
const MARKS =
  /<script[\s>/]|[\s"'/]on(?:error|load)\s?=|<\?php|<\?xml-stylesheet|<!doctype\s+html|<html[\s>]|<body[\s>]|<iframe[\s>]|<foreignobject[\s>]|javascript:[a-z(]/i;
const LONGEST_MARK = 32;
/** RAR and 7z: readers look for them behind anything (RAR 5.0, "self-extracting archive"); so with PDF. */
const ARCHIVES = ["Rar!\x1a\x07", "7z\xbc\xaf'\x1c"].map((mark) => Buffer.from(mark, "latin1"));
const SECOND_FILES = [Buffer.from("%PDF-"), ...ARCHIVES];
/** The longest mark of them. */
export const LONGEST_SECOND = 6;

const findMark = (window: Buffer): number => MARKS.exec(window.toString("latin1"))?.index ?? -1;

const findOne = (marks: readonly Buffer[], window: Buffer): number => {
  for (const mark of marks) {
    const at = window.indexOf(mark);
    if (at !== -1) return at;
  }
  return -1;
};
const findSecond = (window: Buffer): number => findOne(SECOND_FILES, window);

/** Where a RAR or 7z begins, wherever that is; -1 where none does. */
export const findArchive = (window: Buffer): number => findOne(ARCHIVES, window);

const END_BYTES = 22;
const LOCATOR_BYTES = 20;
/** The end in which a list of zip entries has to be. */
export const ZIP_TAIL = WINDOW + END_BYTES + LOCATOR_BYTES;
const ENTRY_BYTES = 46;
/** Each may cost a look elsewhere; of its own accord no file has a second one. */
const MAX_ENDS = 16;

const isMark = (bytes: Buffer, mark: string): boolean =>
  bytes.subarray(0, 4).toString("latin1") === mark;

/**
 * Whether a list of zip entries stands at the end: what any program that unpacks looks for. Programs
 * find the list by its length, by its place or by the end of ZIP64 before it, and few of them count
 * its entries (APPNOTE 6.3.10, 4.3.14 to 4.3.16).
 */
export const holdsZip = async ({ size, read }: ByteSource): Promise<boolean> => {
  const from = Math.max(0, size - ZIP_TAIL);
  const tail = await read(from, size - from);
  let ends = 0;
  for (let at = tail.lastIndexOf("PK\x05\x06", undefined, "latin1"); at >= 0; ) {
    ends += 1;
    if (ends > MAX_ENDS) return true;
    const end = tail.subarray(at, at + END_BYTES);
    if (end.length === END_BYTES) {
      const listed = end.readUInt32LE(12);
      if (listed >= ENTRY_BYTES && listed <= from + at) return true;
      if (isMark(tail.subarray(Math.max(0, at - LOCATOR_BYTES)), "PK\x06\x07")) return true;
      if (isMark(await read(end.readUInt32LE(16), 4), "PK\x01\x02")) return true;
    }
    at = at === 0 ? -1 : tail.lastIndexOf("PK\x05\x06", at - 1, "latin1");
  }
  return false;
};

/** Finds what makes one file two: a script, a page, a PDF or an archive inside of something else. */
export const findHidden = async (
  source: ByteSource,
  kind: "pdf" | "binary",
): Promise<FileFault | undefined> => {
  const mark = await findFrom(source, 0, LONGEST_MARK, findMark);
  if (mark !== undefined) return fault("content.script", "holds a script or a page");
  const start = kind === "pdf" ? 1 : 0;
  const second = await findFrom(source, start, LONGEST_SECOND, findSecond);
  if (second !== undefined || (await holdsZip(source))) {
    return fault("content.second-file", "holds a second file");
  }
  return undefined;
};
