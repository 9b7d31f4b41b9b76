import type { webcrypto } from "node:crypto";

/** A request as a push service gets it. */
export interface PushRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

/** What a browser makes of a message, and what a push service checks of it. */
export interface ReadPush {
  readonly text: string;
  /** Claims of the application's token, whose signature holds. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** A browser of a test: it subscribes, and reads what was encrypted for it alone. */
export interface PushBrowser {
  /** What PushSubscription.toJSON() gives. */
  readonly subscription: {
    readonly endpoint: string;
    readonly keys: { readonly p256dh: string; readonly auth: string };
  };
  /** @throws {Error} where it cannot be read, or its token is not one of the key that was given. */
  readonly read: (request: PushRequest, applicationKey: string) => Promise<ReadPush>;
}

type Bytes = Uint8Array<ArrayBuffer>;

const { subtle } = crypto;
const CURVE = { name: "ECDH", namedCurve: "P-256" } as const;

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");
const bytesOf = (text: string): Bytes => new Uint8Array(Buffer.from(text, "base64url"));
const joined = (...parts: readonly (Uint8Array | string)[]): Bytes =>
  new Uint8Array(
    Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part))),
  );

const derive = async (key: Bytes, salt: Bytes, info: Bytes, length: number): Promise<Bytes> => {
  const from = await subtle.importKey("raw", key, "HKDF", false, ["deriveBits"]);
  const how = { name: "HKDF", hash: "SHA-256", salt, info };
  return new Uint8Array(await subtle.deriveBits(how, from, 8 * length));
};

/** RFC 8188 and RFC 8291, read with the Web Crypto API: nothing is shared with what encrypts. */
const decrypt = async (
  own: webcrypto.CryptoKeyPair,
  auth: Bytes,
  body: Uint8Array,
): Promise<string> => {
  const bytes = joined(body);
  const salt = bytes.slice(0, 16);
  const size = Buffer.from(bytes).readUInt32BE(16);
  const sender = bytes.slice(21, 21 + (bytes[20] ?? 0));
  const record = bytes.slice(21 + sender.length);
  if (bytes.length > 4_096 || record.length > size) throw new Error("more than one record");
  const mine = new Uint8Array(await subtle.exportKey("raw", own.publicKey));
  const theirs = await subtle.importKey("raw", sender, CURVE, false, []);
  const shared = await subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256);
  const info = joined("WebPush: info\0", mine, sender);
  const input = await derive(new Uint8Array(shared), auth, info, 32);
  const key = await derive(input, salt, joined("Content-Encoding: aes128gcm\0"), 16);
  const iv = await derive(input, salt, joined("Content-Encoding: nonce\0"), 12);
  const opener = await subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  const plain = new Uint8Array(await subtle.decrypt({ name: "AES-GCM", iv }, opener, record));
  const end = plain.findLastIndex((byte) => byte !== 0);
  if (plain[end] !== 2) throw new Error("the record has no end");
  return new TextDecoder().decode(plain.slice(0, end));
};

/** RFC 8292: the token, checked with the key beside it, which must be the one that was given. */
const readToken = async (authorization: string, applicationKey: string) => {
  const [, token = "", key = ""] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(authorization) ?? [];
  if (key !== applicationKey) throw new Error("it is another application's key");
  const [header = "", claims = "", signature = ""] = token.split(".");
  const how = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const verifier = await subtle.importKey("raw", bytesOf(key), how, false, ["verify"]);
  const signed = joined(`${header}.${claims}`);
  if (!(await subtle.verify(how, verifier, bytesOf(signature), signed))) {
    throw new Error("the signature does not hold");
  }
  return JSON.parse(Buffer.from(claims, "base64url").toString("utf8")) as ReadPush["claims"];
};

/** Makes the keys of a browser whose push service gave it this address. */
export const createPushBrowser = async (endpoint: string): Promise<PushBrowser> => {
  const own = await subtle.generateKey(CURVE, true, ["deriveBits"]);
  const auth = crypto.getRandomValues(new Uint8Array(16));
  const p256dh = textOf(new Uint8Array(await subtle.exportKey("raw", own.publicKey)));
  return {
    subscription: { endpoint, keys: { p256dh, auth: textOf(auth) } },
    read: async ({ headers, body }, applicationKey) => ({
      text: await decrypt(own, auth, body),
      claims: await readToken(`${headers["authorization"]}`, applicationKey),
    }),
  };
};
