import { createCipheriv, createECDH, type ECDH, hkdfSync } from "node:crypto";
import type { Random } from "#core";

/** Bytes of a point of P-256 as it is sent, and of the secret that a browser makes beside it. */
const POINT_BYTES = 65;
const SECRET_BYTES = 16;
const SALT_BYTES = 16;
const RECORD_BYTES = 4_096;
const TAG_BYTES = 16;
/** What precedes the record: salt, size of records, length of the sender's key, the key. */
const HEAD_BYTES = SALT_BYTES + 4 + 1 + POINT_BYTES;
/** RFC 8291 section 4: a push service takes no more than 4,096 bytes in all. */
const MOST_BYTES = RECORD_BYTES - HEAD_BYTES - TAG_BYTES - 1;
/** Plain texts are as long as the next of these, so that the length says little of the words. */
const STEP_BYTES = 512;

/** Who can read a message: what a browser gives beside its address (Push API). */
export interface PushRecipient {
  readonly publicKey: Buffer;
  readonly secret: Buffer;
}

const createOwnKey = (): ECDH => {
  const own = createECDH("prime256v1");
  own.generateKeys();
  return own;
};

const isPoint = (bytes: Buffer): boolean => {
  try {
    // Refuses what is not on the curve: a sum with such a point gives the sender's key away.
    return createOwnKey().computeSecret(bytes).length > 0;
  } catch {
    return false;
  }
};

/** Bytes of base64url without padding, in the one spelling; undefined for another length. */
const bytesOf = (text: string, length: number): Buffer | undefined => {
  const bytes = Buffer.from(text, "base64url");
  return bytes.length === length && bytes.toString("base64url") === text ? bytes : undefined;
};

/** Reads the two keys of a subscription; undefined where they are none. */
export const readPushRecipient = (keys: {
  readonly p256dh: string;
  readonly auth: string;
}): PushRecipient | undefined => {
  const publicKey = bytesOf(keys.p256dh, POINT_BYTES);
  const secret = bytesOf(keys.auth, SECRET_BYTES);
  if (publicKey === undefined || secret === undefined) return undefined;
  return publicKey[0] === 4 && isPoint(publicKey) ? { publicKey, secret } : undefined;
};

/** RFC 8291 section 3: one record of aes128gcm (RFC 8188) with the given salt and key. */
export const pushRecord = (
  to: PushRecipient,
  plain: Buffer,
  by: { readonly own: ECDH; readonly salt: Uint8Array },
): Buffer => {
  const { own, salt } = by;
  const derive = (key: Uint8Array, from: Uint8Array, info: Uint8Array | string, bytes: number) =>
    Buffer.from(hkdfSync("sha256", key, from, info, bytes));
  const shared = own.computeSecret(to.publicKey);
  const ownPoint = own.getPublicKey();
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), to.publicKey, ownPoint]);
  const input = derive(shared, to.secret, info, 32);
  const key = derive(input, salt, "Content-Encoding: aes128gcm\0", 16);
  const nonce = derive(input, salt, "Content-Encoding: nonce\0", 12);
  const cipher = createCipheriv("aes-128-gcm", key, nonce);
  const size = Buffer.alloc(5);
  size.writeUInt32BE(RECORD_BYTES, 0);
  size.writeUInt8(POINT_BYTES, 4);
  const body = [cipher.update(plain), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat([salt, size, ownPoint, ...body]);
};

/**
 * Encrypts a message so that only one browser reads it, whoever passes it on (RFC 8291).
 * @throws {RangeError} for more than a push service takes.
 */
export const encryptPush = (to: PushRecipient, text: string, random: Random): Buffer => {
  const bytes = Buffer.from(text, "utf8");
  if (bytes.length > MOST_BYTES) throw new RangeError(`a message has ${MOST_BYTES} bytes at most`);
  // The byte 2 ends the text of the last record; zeros follow (RFC 8188 section 2).
  const full = Math.ceil((bytes.length + 1) / STEP_BYTES) * STEP_BYTES;
  const plain = Buffer.alloc(Math.min(full, MOST_BYTES + 1));
  bytes.copy(plain);
  plain.writeUInt8(2, bytes.length);
  return pushRecord(to, plain, { own: createOwnKey(), salt: random.bytes(SALT_BYTES) });
};
