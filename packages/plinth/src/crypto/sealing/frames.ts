import { createCipheriv, createDecipheriv, type KeyObject } from "node:crypto";

// STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its Nonce-Reuse
// Misuse-Resistance, 2015) with AES-256-GCM: each frame's nonce is its number and whether it is the last,
// so that none can be changed, moved, left out or cut off. A key seals one sequence and no other.

const FRAME_BYTES = 65_536;
const TAG_BYTES = 16;
const NONCE_BYTES = 12;
const SEALED_BYTES = FRAME_BYTES + TAG_BYTES;
const KEY_BYTES = 32;
const ASSOCIATED = Buffer.from("plinth sealed frames 1");

/** Bytes that were changed, cut, or sealed with another key. */
export class SealedFramesError extends Error {
  constructor() {
    super("sealed bytes were changed or cut, or their key is another one");
    this.name = "SealedFramesError";
  }
}

const nonceOf = (number: number, isLast: boolean): Buffer => {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUInt32BE(number, NONCE_BYTES - 5);
  nonce[NONCE_BYTES - 1] = isLast ? 1 : 0;
  return nonce;
};

/** @throws {RangeError} */
const requireKey = (key: KeyObject): void => {
  if (key.type !== "secret" || key.symmetricKeySize !== KEY_BYTES) {
    throw new RangeError("sealing needs a secret key of 256 bits");
  }
};

type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

interface Cut {
  readonly bytes: Buffer;
  readonly isLast: boolean;
}

/** Pieces of any size as pieces of one size; the last one may be shorter, and empty. */
async function* cutInto(pieces: Pieces, size: number): AsyncGenerator<Cut> {
  let waiting: Uint8Array[] = [];
  let held = 0;
  for await (const piece of pieces) {
    waiting.push(piece);
    held += piece.length;
    // What fills a frame to the brim may be the last.
    if (held <= size) continue;
    let rest = Buffer.concat(waiting);
    for (; rest.length > size; rest = rest.subarray(size)) {
      yield { bytes: rest.subarray(0, size), isLast: false };
    }
    waiting = [rest];
    held = rest.length;
  }
  yield { bytes: Buffer.concat(waiting), isLast: true };
}

/**
 * Seals bytes of any length, frame by frame; a 64 KiB frame grows by 16 bytes.
 * @throws {RangeError} when the key is not 256 bits.
 */
export async function* sealFrames(key: KeyObject, pieces: Pieces): AsyncGenerator<Buffer> {
  requireKey(key);
  let number = 0;
  for await (const { bytes, isLast } of cutInto(pieces, FRAME_BYTES)) {
    const cipher = createCipheriv("aes-256-gcm", key, nonceOf(number, isLast), {
      authTagLength: TAG_BYTES,
    });
    cipher.setAAD(ASSOCIATED);
    yield Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
    number += 1;
  }
}

/**
 * Opens what `sealFrames` sealed. A frame is given once it is known to be whole.
 * @throws {SealedFramesError}
 */
export async function* openFrames(key: KeyObject, pieces: Pieces): AsyncGenerator<Buffer> {
  requireKey(key);
  let number = 0;
  for await (const { bytes, isLast } of cutInto(pieces, SEALED_BYTES)) {
    if (bytes.length < TAG_BYTES) throw new SealedFramesError();
    const decipher = createDecipheriv("aes-256-gcm", key, nonceOf(number, isLast), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(ASSOCIATED);
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const plain = decipher.update(bytes.subarray(0, -TAG_BYTES));
    try {
      decipher.final();
    } catch {
      throw new SealedFramesError();
    }
    if (plain.length > 0) yield plain;
    number += 1;
  }
}
