import { createInflate } from "node:zlib";
import { damaged, type FileFault, fault } from "../fault.ts";
import { type ByteSource, WINDOW } from "../source.ts";
import { unlikePdf } from "./active.ts";
import type { PdfDictionary } from "./dictionaries.ts";
import { createObjectJudge, type ObjectJudge } from "./objects.ts";

/** The list of objects at the beginning is held as a whole. */
const MAX_LIST_BYTES = 1_048_576;
/** Most streams of objects are some thousand bytes long. */
const FED_BYTES = 8_192;

/** What a stream of objects came to. */
export interface ReadObjects {
  /** In bytes. */
  readonly bytes: number;
  /** Where it ends in the file. */
  readonly end: number;
}

const tooMuch = (): FileFault => fault("archive.size", "unpacks to more than it may");

/** Unpacks to nowhere, and stops beyond `most` bytes. */
const unpack = (
  source: ByteSource,
  offset: number,
  most: number,
  judge: ObjectJudge,
): Promise<ReadObjects | FileFault> =>
  new Promise((resolve, reject) => {
    const inflate = createInflate({ chunkSize: WINDOW });
    let bytes = 0;
    let isDone = false;
    const finish = (verdict: ReadObjects | FileFault): void => {
      isDone = true;
      inflate.destroy();
      resolve(verdict);
    };
    inflate.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      const found = bytes > most ? tooMuch() : judge.take(chunk);
      if (found !== undefined) finish(found);
    });
    inflate.on("end", () => finish(judge.end() ?? { bytes, end: offset + inflate.bytesWritten }));
    inflate.on("error", () => finish(damaged("a stream of objects that cannot be unpacked")));
    const feed = async (): Promise<void> => {
      for (let at = offset; at < source.size && !isDone; at += FED_BYTES) {
        const chunk = await source.read(at, FED_BYTES);
        await new Promise<void>((next) => {
          inflate.once("close", next);
          inflate.write(chunk, () => {
            inflate.off("close", next);
            next();
          });
        });
      }
      if (!isDone) inflate.end();
    };
    feed().catch(reject);
  });

/** Reads objects that are not packed: as many bytes as are said, in which readers agree by its end. */
const readPlain = async (
  { read }: ByteSource,
  offset: number,
  length: number,
  judge: ObjectJudge,
): Promise<ReadObjects | FileFault> => {
  const end = offset + length;
  if (length < 0 || !/^[\s\0]*endstream/.test((await read(end, 16)).toString("latin1"))) {
    return damaged("a stream of objects that does not end where it says");
  }
  for (let at = offset; at < end; at += WINDOW) {
    const found = judge.take(await read(at, Math.min(WINDOW, end - at)));
    if (found !== undefined) return found;
  }
  return judge.end() ?? { bytes: length, end };
};

/**
 * Judges what the objects of a stream name, without keeping them. The stream begins at `offset`;
 * `most` is what it may come to. Gives what it came to, or what is wrong with it.
 */
export const judgeObjectStream = async (
  source: ByteSource,
  offset: number,
  dictionary: PdfDictionary,
  most: number,
): Promise<ReadObjects | FileFault> => {
  if (!dictionary.isPlain || dictionary.first > MAX_LIST_BYTES) {
    return unlikePdf("objects that are packed in a way that is not taken");
  }
  const judge = createObjectJudge(dictionary);
  if (dictionary.isPacked) return unpack(source, offset, most, judge);
  return dictionary.length > most ? tooMuch() : readPlain(source, offset, dictionary.length, judge);
};
