import { ImageFault } from "../fault.ts";

/** Reads numbers of a file whose lengths cannot be trusted: outside of it there is nothing. */
export interface ByteReader {
  readonly length: number;
  readonly u8: (at: number) => number;
  readonly u16: (at: number, littleEndian?: boolean) => number;
  readonly u24: (at: number) => number;
  readonly u32: (at: number, littleEndian?: boolean) => number;
  /** Bytes as Latin-1. */
  readonly text: (at: number, length: number) => string;
  readonly bytes: (from: number, to: number) => Uint8Array;
}

/** An image that ends too early or contradicts itself. */
export const brokenImage = (): ImageFault => new ImageFault("broken", "the image is damaged");

/** Builds a reader. @throws {ImageFault} "broken", from every function, outside of the bytes. */
export const createByteReader = (bytes: Uint8Array): ByteReader => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const within = (at: number, size: number): number => {
    if (!(at >= 0 && at + size <= bytes.length)) throw brokenImage();
    return at;
  };
  return {
    length: bytes.length,
    u8: (at) => view.getUint8(within(at, 1)),
    u16: (at, littleEndian = false) => view.getUint16(within(at, 2), littleEndian),
    u24: (at) => view.getUint16(within(at, 3), true) + view.getUint8(at + 2) * 65_536,
    u32: (at, littleEndian = false) => view.getUint32(within(at, 4), littleEndian),
    text: (at, length) => String.fromCharCode(...bytes.subarray(within(at, length), at + length)),
    bytes: (from, to) => {
      if (to < from) throw brokenImage();
      return bytes.subarray(within(from, to - from), to);
    },
  };
};

/** Joins pieces into one file. */
export const joinBytes = (pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};
