/** Media types of images whose headers are understood. */
export type ImageType = "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/avif";

/** What the header of an image claims; nothing was decoded. */
export interface ImageHeader {
  readonly type: ImageType;
  /** Pixels as stored, before `orientation` is applied. */
  readonly width: number;
  readonly height: number;
  /** Pictures of an animation; 1 for a still image. */
  readonly frames: number;
  /** How to turn it, 1 to 8 as in EXIF; 1 is upright. */
  readonly orientation: number;
}

/** One file format. */
export interface ImageFormat {
  readonly type: ImageType;
  readonly matches: (bytes: Uint8Array) => boolean;
  /** @throws {ImageFault} "broken" */
  readonly readHeader: (bytes: Uint8Array) => ImageHeader;
  /**
   * The image without anything but what its pixels need; undefined where there is no decoder to give
   * it to. @throws {ImageFault} "broken"
   */
  readonly withoutMetadata?: (bytes: Uint8Array) => Uint8Array<ArrayBuffer>;
}

/** Whether a file begins with these bytes, from an offset on. */
export const beginsWith = (bytes: Uint8Array, text: string, offset = 0): boolean =>
  bytes.length >= offset + text.length &&
  [...text].every((character, index) => bytes[offset + index] === character.charCodeAt(0));
