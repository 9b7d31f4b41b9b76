import { ImageFault } from "./fault.ts";
import { avif } from "./formats/avif.ts";
import type { ImageFormat, ImageHeader } from "./formats/format.ts";
import { gif } from "./formats/gif.ts";
import { jpeg } from "./formats/jpeg.ts";
import { png } from "./formats/png.ts";
import { webp } from "./formats/webp.ts";

const FORMATS: readonly ImageFormat[] = [png, jpeg, webp, gif, avif];

/** How large an image may be before anybody decodes it (UPL-04). */
export interface ImageLimits {
  /** Width times height times frames. Default 40,000,000. */
  readonly maxPixels: number;
  /** Longest side in pixels. Default 16,384. */
  readonly maxSide: number;
  /** Pictures of an animation. Default 1. */
  readonly maxFrames: number;
}

/** The limits where nobody names others. */
export const IMAGE_LIMITS: ImageLimits = Object.freeze({
  maxPixels: 40_000_000,
  maxSide: 16_384,
  maxFrames: 1,
});

/** The format of a file by its first bytes. @throws {ImageFault} "unknown-type" */
export const formatOf = (bytes: Uint8Array): ImageFormat => {
  const format = FORMATS.find(({ matches }) => matches(bytes));
  if (format === undefined) throw new ImageFault("unknown-type", "this is no image that is known");
  return format;
};

/**
 * Reads what an image claims to be, from its header alone: a few kilobytes can claim gigabytes, so
 * the claim is judged before anything is decoded.
 * @throws {ImageFault} "unknown-type", "broken"
 */
export const readImageHeader = (bytes: Uint8Array): ImageHeader => {
  const header = formatOf(bytes).readHeader(bytes);
  if (header.width === 0 || header.height === 0) {
    throw new ImageFault("broken", "the image has no size");
  }
  return header;
};

/** Refuses what is too large. @throws {ImageFault} "side-too-long", "too-many-frames", "too-many-pixels" */
export const requireImageWithin = (
  { width, height, frames }: ImageHeader,
  limits: ImageLimits,
): void => {
  const { maxPixels, maxSide, maxFrames } = limits;
  if (Math.max(width, height) > maxSide) {
    throw new ImageFault("side-too-long", `a side is longer than ${maxSide} pixels`);
  }
  if (frames > maxFrames) {
    const most = maxFrames === 1 ? "the image moves" : `more than ${maxFrames} pictures`;
    throw new ImageFault("too-many-frames", most);
  }
  if (width * height * frames > maxPixels) {
    const most = maxPixels.toLocaleString("en");
    throw new ImageFault("too-many-pixels", `the image has more than ${most} pixels`);
  }
};
