import { createInflateRaw } from "node:zlib";
import { findArchive, LONGEST_SECOND, ZIP_TAIL } from "../content/hidden.ts";
import { type ByteSource, WINDOW } from "../content/source.ts";

/** What unpacking an entry brought to light. */
export interface Unpacked {
  /** How many bytes it is, or more than was allowed. */
  readonly bytes: number;
  readonly isBroken: boolean;
}

/** Looks at what is unpacked, piece by piece. */
export interface EntryLook {
  readonly take: (chunk: Buffer) => void;
  /** Its first bytes. */
  readonly head: () => Buffer;
  /** Its last bytes, as many as the end of a zip may have. */
  readonly tail: () => Buffer;
  /** Whether an archive of another kind begins somewhere in it. */
  readonly holdsArchive: () => boolean;
}

const HEAD_BYTES = 8;

/** Builds the look for archives in an entry; the pieces of the others need not be kept. */
export const createEntryLook = (): EntryLook => {
  let head = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  let holdsArchive = false;
  return {
    take: (chunk) => {
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES)]);
      const seam = Buffer.concat([tail.subarray(-LONGEST_SECOND), chunk]);
      holdsArchive ||= findArchive(seam) !== -1;
      tail = Buffer.concat([tail, chunk]).subarray(-ZIP_TAIL);
    },
    head: () => head,
    tail: () => tail,
    holdsArchive: () => holdsArchive,
  };
};

/**
 * Unpacks without keeping, and stops beyond `most` bytes: sizes in the directory are only claims. What
 * comes is shown to `look`.
 */
export const measureDeflated = (
  source: ByteSource,
  range: { readonly offset: number; readonly length: number },
  most: number,
  look?: Pick<EntryLook, "take">,
): Promise<Unpacked> =>
  new Promise((resolve, reject) => {
    const inflate = createInflateRaw({ chunkSize: WINDOW });
    let bytes = 0;
    const finish = (isBroken: boolean): void => {
      inflate.destroy();
      resolve({ bytes, isBroken });
    };
    inflate.on("data", (chunk: Buffer) => {
      look?.take(chunk);
      bytes += chunk.length;
      if (bytes > most) finish(false);
    });
    inflate.on("end", () => finish(inflate.bytesWritten !== range.length));
    inflate.on("error", () => finish(true));
    const feed = async (): Promise<void> => {
      for (let done = 0; done < range.length && !inflate.destroyed; done += WINDOW) {
        const length = Math.min(WINDOW, range.length - done);
        const chunk = await source.read(range.offset + done, length);
        await new Promise<void>((next) => {
          inflate.once("close", next);
          inflate.write(chunk, () => {
            inflate.off("close", next);
            next();
          });
        });
      }
      if (!inflate.destroyed) inflate.end();
    };
    feed().catch(reject);
  });
