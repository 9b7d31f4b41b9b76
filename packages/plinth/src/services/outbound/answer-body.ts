import { pipeline, Readable, type Transform } from "node:stream";
import { constants, createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { outboundErrors } from "./errors.ts";

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: () => createGunzip(),
  "x-gzip": () => createGunzip(),
  deflate: () => createInflate(),
  br: () =>
    createBrotliDecompress({ params: { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 0 } }),
};

/** What we can undo; anything else is not asked for, and refused where it comes. */
export const ACCEPTED_ENCODINGS = "gzip, deflate, br";

const tooLarge = (limitBytes: number) =>
  outboundErrors.make.OUTBOUND_ANSWER_TOO_LARGE({ extra: { limitBytes } });

/** Lets chunks pass until they are too many. */
const capped = async function* (
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
  onChunk: () => void,
): AsyncGenerator<Uint8Array> {
  let seen = 0;
  for await (const chunk of source) {
    onChunk();
    seen += chunk.length;
    if (seen > maxBytes) throw tooLarge(maxBytes);
    yield chunk;
  }
};

const decoderOf = (encoding: string): Transform | undefined => {
  const name = encoding.trim().toLowerCase();
  if (name === "" || name === "identity") return undefined;
  // One layer at most: each layer multiplies what a small answer can blow up to.
  const make = Object.hasOwn(DECODERS, name) ? DECODERS[name] : undefined;
  if (make === undefined) throw outboundErrors.make.OUTBOUND_ANSWER_INVALID();
  return make();
};

/**
 * Reads a body whole. It counts what comes over the wire and what it becomes: a small answer that
 * unpacks to a large one ends at the limit and not behind it.
 * @throws {AppError} OUTBOUND_ANSWER_TOO_LARGE, OUTBOUND_ANSWER_INVALID; else what the source throws.
 */
export const readBody = async (
  source: AsyncIterable<Uint8Array>,
  how: { readonly encoding: string; readonly maxBytes: number; readonly onChunk: () => void },
): Promise<Uint8Array> => {
  const wire = capped(source, how.maxBytes, how.onChunk);
  const decoder = decoderOf(how.encoding);
  const chunks: Uint8Array[] = [];
  if (decoder === undefined) {
    for await (const chunk of wire) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
  // A fault of either side destroys the decoder, and its reader throws it.
  const decoded = pipeline(Readable.from(wire), decoder, () => undefined);
  for await (const chunk of capped(decoded, how.maxBytes, () => undefined)) chunks.push(chunk);
  return Buffer.concat(chunks);
};
