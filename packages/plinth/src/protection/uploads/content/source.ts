import { open } from "node:fs/promises";

/** Bytes that are read here and there, wherever they are kept. */
export interface ByteSource {
  /** In bytes. */
  readonly size: number;
  /** The bytes from `offset` on: `length` of them, or fewer at the end. */
  readonly read: (offset: number, length: number) => Promise<Buffer>;
}

/** How much is held at a time. */
export const WINDOW = 65_536;

/** Bytes in memory. */
export const sourceOfBytes = (bytes: Uint8Array): ByteSource => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    size: buffer.length,
    read: (offset, length) => Promise.resolve(buffer.subarray(offset, offset + length)),
  };
};

/**
 * Lends the bytes of a file to `use`, a window of them in memory at a time.
 * @throws the error of the file system.
 */
export const withFileSource = async <T>(
  path: string,
  use: (source: ByteSource) => Promise<T>,
): Promise<T> => {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    let start = 0;
    let window: Buffer = Buffer.alloc(0);
    const load = async (offset: number, length: number): Promise<Buffer> => {
      const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
      return buffer.subarray(0, bytesRead);
    };
    const read = async (offset: number, length: number): Promise<Buffer> => {
      if (length > WINDOW) return load(offset, length);
      const isHeld = offset >= start && offset + length <= start + window.length;
      if (!isHeld) {
        window = await load(offset, WINDOW);
        start = offset;
      }
      return window.subarray(offset - start, offset - start + length);
    };
    return await use({ size, read });
  } finally {
    await handle.close();
  }
};

/**
 * Where one of the values that `isFound` takes stands, from `offset` on; undefined where none does.
 * `length` is that of what is looked for, so that none is missed between two windows.
 */
export const findFrom = async (
  { size, read }: ByteSource,
  offset: number,
  length: number,
  find: (window: Buffer) => number,
): Promise<number | undefined> => {
  let at = offset;
  while (at < size) {
    const window = await read(at, WINDOW);
    const found = find(window);
    if (found !== -1) return at + found;
    if (at + window.length >= size || window.length < length) return undefined;
    at += window.length - (length - 1);
  }
  return undefined;
};
