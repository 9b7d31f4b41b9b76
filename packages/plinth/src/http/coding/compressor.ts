import { promisify } from "node:util";
import {
  type BrotliOptions,
  brotliCompress,
  brotliCompressSync,
  constants,
  gzip,
  gzipSync,
  type ZlibOptions,
} from "node:zlib";
import type { Coding } from "./accepted.ts";

/** Up to here an answer leaves as it is: it fits into a packet or two either way. */
export const LEAST_BYTES = 1_024;
/** Up to here it is done in a fraction of a millisecond: sooner than another thread would hear of it. */
const MOST_AT_ONCE = 16_384;
/** Larger answers leave as they are: what is that large comes better as a stream. */
const MOST_BYTES = 8_388_608;
/** What may be on its way through other threads; beyond it answers leave as they are. */
const MOST_UNDER_WAY = 16_777_216;

/** Fast levels: the next ones take several times as long for a few percent. */
const GZIP: ZlibOptions = { level: constants.Z_BEST_SPEED };
const brotliFor = (bytes: number): BrotliOptions => ({
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 3,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes,
  },
});

const compressAtOnce = (plain: Uint8Array, coding: Coding): Uint8Array =>
  coding === "br" ? brotliCompressSync(plain, brotliFor(plain.length)) : gzipSync(plain, GZIP);

const brotliLater = promisify<Uint8Array, BrotliOptions, Buffer>(brotliCompress);
const gzipLater = promisify<Uint8Array, ZlibOptions, Buffer>(gzip);

const compressLater = (plain: Uint8Array, coding: Coding): Promise<Uint8Array> =>
  coding === "br" ? brotliLater(plain, brotliFor(plain.length)) : gzipLater(plain, GZIP);

/** Undefined where compression gained nothing, or was not tried. */
type Compressed = Uint8Array | undefined;

/** Compresses bodies of answers, in bounded time and memory. */
export interface Compressor {
  /** Gives a promise only for what is large: that is done on another thread. */
  readonly compress: (plain: Uint8Array, coding: Coding) => Compressed | Promise<Compressed>;
  /** The same for what has to leave in this turn. */
  readonly compressNow: (plain: Uint8Array, coding: Coding) => Compressed;
}

/** Builds a compressor; all answers of a process share one. */
export const createCompressor = (): Compressor => {
  let underWay = 0;

  const smaller = (plain: Uint8Array, compressed: Uint8Array): Compressed =>
    compressed.length < plain.length ? compressed : undefined;

  const later = async (plain: Uint8Array, coding: Coding): Promise<Compressed> => {
    underWay += plain.length;
    try {
      return smaller(plain, await compressLater(plain, coding));
    } catch {
      // Without memory for it the answer leaves as it is.
      return undefined;
    } finally {
      underWay -= plain.length;
    }
  };

  const compressNow = (plain: Uint8Array, coding: Coding): Compressed =>
    plain.length > MOST_AT_ONCE ? undefined : smaller(plain, compressAtOnce(plain, coding));

  return {
    compressNow,
    compress: (plain, coding) => {
      if (plain.length <= MOST_AT_ONCE) return compressNow(plain, coding);
      const isTooMuch = plain.length > MOST_BYTES || underWay + plain.length > MOST_UNDER_WAY;
      return isTooMuch ? undefined : later(plain, coding);
    },
  };
};
