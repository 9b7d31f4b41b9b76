import { open } from "node:fs/promises";

const PIECE = 1 << 20;

/** A file from its beginning, a piece of at most a mebibyte at a time. */
export const filePieces = async function* pieces(
  file: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const handle = await open(file, "r");
  try {
    for (;;) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(PIECE), 0, PIECE);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
};
