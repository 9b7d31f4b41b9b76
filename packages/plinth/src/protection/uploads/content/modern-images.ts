import type { FileCaps } from "#policy";
import { walkBoxes, walkRiff } from "./containers.ts";
import { damaged, type FileFault, tooManyPixels } from "./fault.ts";
import { type ByteSource, WINDOW } from "./source.ts";

/** Width times height as the first chunk says (RFC 9649, 2.5 to 2.7): all later ones must fit in it. */
const webpPixels = (head: Buffer): number | undefined => {
  if (head.length < 30) return head.length < 25 ? undefined : losslessPixels(head);
  const name = head.toString("latin1", 12, 16);
  if (name === "VP8X") return (head.readUIntLE(24, 3) + 1) * (head.readUIntLE(27, 3) + 1);
  if (name !== "VP8 ") return losslessPixels(head);
  return (head.readUInt16LE(26) & 0x3fff) * (head.readUInt16LE(28) & 0x3fff);
};

const losslessPixels = (head: Buffer): number | undefined => {
  if (head.toString("latin1", 12, 16) !== "VP8L") return undefined;
  const bits = head.readUInt32LE(21);
  return ((bits & 0x3fff) + 1) * (((bits >>> 14) & 0x3fff) + 1);
};

/** WebP: chunks in a RIFF file. */
export const walkWebp = async (
  source: ByteSource,
  { maxPixels }: FileCaps,
): Promise<FileFault | undefined> => {
  const pixels = webpPixels(await source.read(0, 30));
  if (pixels === undefined) return damaged("a WebP without its first chunk");
  return pixels > maxPixels ? tooManyPixels(maxPixels) : walkRiff(source);
};

/** The largest size that is told (`ispe`, ISO/IEC 23008-12, 6.5.3), in the boxes before the pictures. */
const avifPixels = (head: Buffer): number => {
  let most = 0;
  for (let at = head.indexOf("ispe"); at !== -1; at = head.indexOf("ispe", at + 4)) {
    if (at + 16 > head.length) break;
    most = Math.max(most, head.readUInt32BE(at + 8) * head.readUInt32BE(at + 12));
  }
  return most;
};

/** AVIF: boxes, of which those about the pictures come first. */
export const walkAvif = async (
  source: ByteSource,
  { maxPixels }: FileCaps,
): Promise<FileFault | undefined> =>
  avifPixels(await source.read(0, WINDOW)) > maxPixels
    ? tooManyPixels(maxPixels)
    : walkBoxes(source);
