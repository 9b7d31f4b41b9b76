import { type FileFault, fault } from "./fault.ts";
import { type ByteSource, findFrom, WINDOW } from "./source.ts";

/**
 * What a browser, PHP or a reader of PDF acts on wherever it stands in a file. Each is at least five
 * characters long, so that compressed data hold none by chance.
 */
const MARKS =
  /<script[\s>/]|<\?php|<\?xml-stylesheet|<!doctype\s+html|<html[\s>]|<body[\s>]|<iframe[\s>]|<foreignobject[\s>]|javascript:[a-z(]/i;
const LONGEST_MARK = 32;
const PDF = Buffer.from("%PDF-", "latin1");

const findMark = (window: Buffer): number => MARKS.exec(window.toString("latin1"))?.index ?? -1;

const END_BYTES = 22;

/** Whether a list of zip entries stands at the end: what any program that unpacks looks for. */
const holdsZip = async ({ size, read }: ByteSource): Promise<boolean> => {
  const from = Math.max(0, size - WINDOW - END_BYTES);
  const tail = await read(from, size - from);
  for (let at = tail.lastIndexOf("PK\x05\x06", undefined, "latin1"); at >= 0; ) {
    const end = tail.subarray(at, at + END_BYTES);
    const listed = end.length === END_BYTES ? end.readUInt32LE(12) : 0;
    if (listed >= 46 && listed <= from + at && end.readUInt16LE(10) > 0) return true;
    at = at === 0 ? -1 : tail.lastIndexOf("PK\x05\x06", at - 1, "latin1");
  }
  return false;
};

/** Finds what makes one file two: a script, a page, a PDF or a zip inside of something else. */
export const findHidden = async (
  source: ByteSource,
  kind: "pdf" | "binary",
): Promise<FileFault | undefined> => {
  const mark = await findFrom(source, 0, LONGEST_MARK, findMark);
  if (mark !== undefined) return fault("content.script", "holds a script or a page");
  const pdf = await findFrom(source, kind === "pdf" ? 1 : 0, PDF.length, (window) =>
    window.indexOf(PDF),
  );
  if (pdf !== undefined || (await holdsZip(source))) {
    return fault("content.second-file", "holds a second file");
  }
  return undefined;
};
