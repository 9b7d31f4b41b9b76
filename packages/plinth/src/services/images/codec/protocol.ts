import type { ImageType } from "../formats/format.ts";

/** Formats that are written. */
export type OutputType = "image/png" | "image/jpeg" | "image/webp";

/** How an image is to come out. */
export interface ImageOutput {
  readonly type: OutputType;
  /** Longest side in pixels; larger images are made smaller, smaller ones stay. */
  readonly maxSide?: number;
  /** Widest that the upright picture may be, in pixels; as `maxSide`. */
  readonly maxWidth?: number;
  /** 1 to 100, for jpeg and webp. Default 82. */
  readonly quality?: number;
}

/** What the thread is asked; the sizes are those that the header was judged by. */
export interface CodecJob {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: ImageType;
  readonly width: number;
  readonly height: number;
  readonly orientation: number;
  readonly output: ImageOutput;
}

/** What the thread answers: the new file, or that it could not. */
export type CodecAnswer =
  | {
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly width: number;
      readonly height: number;
    }
  | { readonly fault: string };
