import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  type KeyObject,
} from "node:crypto";
import type { Random } from "#core";
import { keyIdOf } from "#crypto";
import { BackupFault } from "../fault.ts";

// One object of a backup: magic, version, header, chunks. docs/guide/backups.md describes it so that
// other programs can open it; what stands here must not change without another version.

const MAGIC = Buffer.from("PLINTHBK");
const VERSION = 1;
const CHUNK = 65_536;
const TAG = 16;
const NONCE = 12;
const MAX_HEADER = 65_536;
const KEY_BYTES = 32;
const CIPHER = "aes-256-gcm";

/** What an object says of itself; readable without the key, changed by nobody without it. */
export interface ObjectHeader {
  /** Under which it is kept: an object that was moved to another name does not open. */
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Further facts, by kind of object. */
  readonly meta: Readonly<Record<string, string | number>>;
}

interface WrittenHeader extends ObjectHeader {
  /** Names the key that `wrapped` was made with. */
  readonly key: string;
  /** The key of this object: nonce, ciphertext, tag, as base64url. */
  readonly wrapped: string;
}

const wrapContext = (name: string): Buffer => Buffer.from(`plinth backup key 1\n${name}`);

const wrap = (key: KeyObject, plain: Buffer, name: string, random: Random): string => {
  const nonce = random.bytes(NONCE);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG });
  cipher.setAAD(wrapContext(name));
  const parts = [Buffer.from(nonce), cipher.update(plain), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat(parts).toString("base64url");
};

const unwrap = (key: KeyObject, wrapped: string, name: string): KeyObject => {
  const bytes = Buffer.from(wrapped, "base64url");
  if (bytes.length !== NONCE + KEY_BYTES + TAG) throw damaged(name, "its header is not whole");
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE), { authTagLength: TAG });
  decipher.setAAD(wrapContext(name));
  decipher.setAuthTag(bytes.subarray(-TAG));
  try {
    const body = bytes.subarray(NONCE, -TAG);
    return createSecretKey(Buffer.concat([decipher.update(body), decipher.final()]));
  } catch {
    throw damaged(name, "the key in its header does not open");
  }
};

const damaged = (name: string, why: string): BackupFault =>
  new BackupFault("damaged", `${name} is damaged: ${why}`);

/** The nonce of a chunk: its number, and whether it is the last. No key is used for two objects. */
const nonceOf = (number: number, isLast: boolean): Buffer => {
  const nonce = Buffer.alloc(NONCE);
  nonce.writeUIntBE(number, 5, 6);
  nonce[NONCE - 1] = isLast ? 1 : 0;
  return nonce;
};

/** Gives bytes in pieces of one length, the last one shorter or empty; says which is the last. */
const inPieces = async function* pieces(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  length: number,
): AsyncGenerator<{ readonly piece: Buffer; readonly isLast: boolean }, void, undefined> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const bytes of source) {
    held.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    size += bytes.byteLength;
    if (size <= length) continue;
    let all = held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held, size);
    // More than a piece: what is left must not be empty, or nobody could tell which is the last.
    while (all.length > length) {
      yield { piece: all.subarray(0, length), isLast: false };
      all = all.subarray(length);
    }
    held = [all];
    size = all.length;
  }
  yield { piece: Buffer.concat(held, size), isLast: true };
};

/** What objects are opened with: the key of now, and those of before. */
export type OpeningKey = KeyObject | readonly KeyObject[];

/** What objects are sealed with. */
export interface ObjectKey {
  readonly key: KeyObject;
  readonly random: Random;
}

/**
 * Seals bytes as one object: AES-256-GCM over chunks of 64 KiB with a fresh key for each object, in
 * the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): number and last-flag are in the
 * nonce, the header in what is authenticated, so nothing can be cut off, moved or exchanged.
 */
export const sealObject = async function* seal(
  { key, random }: ObjectKey,
  header: ObjectHeader,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const own = Buffer.from(random.bytes(KEY_BYTES));
  const written: WrittenHeader = {
    ...header,
    key: keyIdOf(key),
    wrapped: wrap(key, own, header.name, random),
  };
  const text = Buffer.from(JSON.stringify(written));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  const start = Buffer.concat([MAGIC, Buffer.of(VERSION), length, text]);
  const bound = createHash("sha256").update(start).digest();
  yield start;
  let number = 0;
  for await (const { piece, isLast } of inPieces(source, CHUNK)) {
    const cipher = createCipheriv(CIPHER, own, nonceOf(number, isLast), { authTagLength: TAG });
    cipher.setAAD(bound);
    yield Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
    number += 1;
  }
};

const parseHeader = (text: Buffer, name: string): WrittenHeader => {
  let value: unknown;
  try {
    value = JSON.parse(text.toString("utf8"));
  } catch {
    throw damaged(name, "its header cannot be read");
  }
  const header = value as WrittenHeader;
  const isWhole =
    typeof value === "object" &&
    value !== null &&
    typeof header.name === "string" &&
    typeof header.at === "number" &&
    typeof header.key === "string" &&
    typeof header.wrapped === "string" &&
    typeof header.meta === "object";
  if (!isWhole) throw damaged(name, "its header is not whole");
  return header;
};

/** The beginning of a stream up to a length, and the rest of it. */
const createReader = (source: AsyncIterable<Uint8Array>) => {
  const iterator = source[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  return {
    take: async (length: number): Promise<Buffer | undefined> => {
      while (held.length < length) {
        const { value, done } = await iterator.next();
        if (done === true) return undefined;
        held = Buffer.concat([held, value]);
      }
      const taken = held.subarray(0, length);
      held = held.subarray(length);
      return taken;
    },
    rest: async function* rest(): AsyncGenerator<Uint8Array, void, undefined> {
      try {
        if (held.length > 0) yield held;
        for (;;) {
          const { value, done } = await iterator.next();
          if (done === true) return;
          yield value;
        }
      } finally {
        await iterator.return?.();
      }
    },
    close: async (): Promise<void> => {
      await iterator.return?.();
    },
  };
};

/** An object whose header was read; `content` gives bytes only after they proved to be ours. */
export interface OpenedObject {
  readonly header: ObjectHeader;
  /** @throws {BackupFault} where a chunk was changed, or the last one is not there. */
  readonly content: () => AsyncGenerator<Uint8Array, void, undefined>;
}

const decrypt = async function* decrypted(
  name: string,
  own: KeyObject,
  bound: Buffer,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let number = 0;
  for await (const { piece, isLast } of inPieces(source, CHUNK + TAG)) {
    if (piece.length < TAG) throw damaged(name, "it ends too early");
    const decipher = createDecipheriv(CIPHER, own, nonceOf(number, isLast), { authTagLength: TAG });
    decipher.setAAD(bound);
    decipher.setAuthTag(piece.subarray(-TAG));
    let plain: Buffer;
    try {
      plain = Buffer.concat([decipher.update(piece.subarray(0, -TAG)), decipher.final()]);
    } catch {
      throw damaged(name, `part ${number + 1} of it was changed, or what follows it is missing`);
    }
    if (plain.length > 0) yield plain;
    number += 1;
  }
};

/**
 * Opens an object that is kept under `name`.
 * @throws {BackupFault} "foreign" for what is no object of ours, "wrong-key" for one of another key,
 *   "damaged" for one that was cut, changed or renamed.
 */
export const openObject = async (
  keys: OpeningKey,
  name: string,
  source: AsyncIterable<Uint8Array>,
): Promise<OpenedObject> => {
  const reader = createReader(source);
  try {
    const fixed = await reader.take(MAGIC.length + 5);
    if (fixed === undefined || !fixed.subarray(0, MAGIC.length).equals(MAGIC)) {
      throw new BackupFault("foreign", `${name} is no backup of Plinth`);
    }
    if (fixed[MAGIC.length] !== VERSION) {
      throw new BackupFault("foreign", `${name} was made by a release with another format`);
    }
    const length = fixed.readUInt32BE(MAGIC.length + 1);
    const text = length > MAX_HEADER ? undefined : await reader.take(length);
    if (text === undefined) throw damaged(name, "its header is not whole");
    const { key: keyId, wrapped, ...header } = parseHeader(text, name);
    const known = [keys].flat();
    const key = known.find((one) => keyIdOf(one) === keyId);
    if (key === undefined) {
      const here = known.map(keyIdOf).join(" or ");
      throw new BackupFault(
        "wrong-key",
        `${name} was made with key ${keyId.slice(0, 20)}, and the key here is ${here}`,
      );
    }
    if (header.name !== name) throw damaged(name, "it was made under another name");
    const own = unwrap(key, wrapped, name);
    const bound = createHash("sha256").update(fixed).update(text).digest();
    return { header, content: () => decrypt(name, own, bound, reader.rest()) };
  } catch (fault) {
    await reader.close();
    throw fault;
  }
};

/** All of a short object. */
export const readObject = async (
  key: OpeningKey,
  name: string,
  source: AsyncIterable<Uint8Array>,
): Promise<{ readonly header: ObjectHeader; readonly content: Buffer }> => {
  const { header, content } = await openObject(key, name, source);
  const parts: Uint8Array[] = [];
  for await (const part of content()) parts.push(part);
  return { header, content: Buffer.concat(parts) };
};
