import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** What a browser would give for a new passkey. */
export interface AttestationJson {
  readonly id: string;
  readonly rawId: string;
  readonly type: "public-key";
  readonly response: {
    readonly clientDataJSON: string;
    readonly attestationObject: string;
    readonly transports: readonly string[];
  };
}

/** What a browser would give for the use of a passkey. */
export interface AssertionJson {
  readonly id: string;
  readonly rawId: string;
  readonly type: "public-key";
  readonly response: {
    readonly clientDataJSON: string;
    readonly authenticatorData: string;
    readonly signature: string;
    readonly userHandle: string;
  };
}

/** Everything that a browser and an authenticator say, so that any of it can be untrue. */
export interface Statement {
  readonly challenge: string;
  readonly origin: string;
  readonly rpId: string;
  /** Default "webauthn.create" and "webauthn.get". */
  readonly type?: string;
  readonly crossOrigin?: boolean;
  /** Whether the owner was verified, by fingerprint, face or PIN; default true. */
  readonly isVerified?: boolean;
  /** Uses as the authenticator counts them; default 0, as those that do not count. */
  readonly counter?: number;
}

/** A passkey without a device: good enough to see what a service does with one. */
export interface SoftwareAuthenticator {
  readonly credentialId: string;
  readonly attest: (statement: Statement, transports?: readonly string[]) => AttestationJson;
  /** `userHandle` as the service gave it at registration, base64url. */
  readonly assert: (statement: Statement, userHandle: string) => AssertionJson;
}

const PRESENT = 0x01;
const VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");
const sha256 = (data: string | Uint8Array): Buffer => createHash("sha256").update(data).digest();

/** Head of a CBOR item (RFC 8949 section 3): major type and length or value. */
const head = (major: number, value: number): Buffer => {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  if (value < 256) return Buffer.from([(major << 5) | 24, value]);
  return Buffer.from([(major << 5) | 25, value >> 8, value & 0xff]);
};

type Item = number | string | Uint8Array | ReadonlyMap<number | string, Item>;

/** The little of CBOR that passkeys are made of: integers, texts, bytes and maps. */
export const toCbor = (item: Item): Buffer => {
  if (typeof item === "number") return item < 0 ? head(1, -1 - item) : head(0, item);
  if (typeof item === "string") {
    return Buffer.concat([head(3, Buffer.byteLength(item)), Buffer.from(item)]);
  }
  if (item instanceof Uint8Array) return Buffer.concat([head(2, item.length), item]);
  const members = [...item].flatMap(([key, value]) => [toCbor(key), toCbor(value)]);
  return Buffer.concat([head(5, item.size), ...members]);
};

/** An ES256 key in COSE form (RFC 9053 section 7.1). */
const coseKeyOf = (publicKey: KeyObject): Buffer => {
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  return toCbor(
    new Map<number, Item>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, "base64url")],
      [-3, Buffer.from(y, "base64url")],
    ]),
  );
};

const clientDataOf = (statement: Statement, type: string): Buffer => {
  const { challenge, origin, crossOrigin = false } = statement;
  return Buffer.from(
    JSON.stringify({ type: statement.type ?? type, challenge, origin, crossOrigin }),
  );
};

/** Authenticator data (WebAuthn level 3 section 6.1). */
const authenticatorDataOf = (
  { rpId, isVerified = true, counter = 0 }: Statement,
  credential?: Uint8Array,
): Buffer => {
  const flags =
    PRESENT | (isVerified ? VERIFIED : 0) | (credential === undefined ? 0 : HAS_CREDENTIAL);
  const fixed = Buffer.alloc(5);
  fixed.writeUInt8(flags, 0);
  fixed.writeUInt32BE(counter, 1);
  return Buffer.concat([sha256(rpId), fixed, credential ?? Buffer.alloc(0)]);
};

/** Makes a passkey with an ES256 key of its own. */
export const createSoftwareAuthenticator = (): SoftwareAuthenticator => {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const coseKey = coseKeyOf(publicKey);
  const idBytes = sha256(coseKey);
  const id = base64url(idBytes);
  const credential = Buffer.concat([
    Buffer.alloc(16),
    Buffer.from([idBytes.length >> 8, idBytes.length & 0xff]),
    idBytes,
    coseKey,
  ]);
  return {
    credentialId: id,
    attest: (statement, transports = ["internal"]) => ({
      id,
      rawId: id,
      type: "public-key",
      response: {
        clientDataJSON: base64url(clientDataOf(statement, "webauthn.create")),
        attestationObject: base64url(
          toCbor(
            new Map<string, Item>([
              ["fmt", "none"],
              ["attStmt", new Map()],
              ["authData", authenticatorDataOf(statement, credential)],
            ]),
          ),
        ),
        transports,
      },
    }),
    assert: (statement, userHandle) => {
      const clientData = clientDataOf(statement, "webauthn.get");
      const authenticatorData = authenticatorDataOf(statement);
      const signed = Buffer.concat([authenticatorData, sha256(clientData)]);
      return {
        id,
        rawId: id,
        type: "public-key",
        response: {
          clientDataJSON: base64url(clientData),
          authenticatorData: base64url(authenticatorData),
          signature: base64url(sign("sha256", signed, privateKey)),
          userHandle,
        },
      };
    },
  };
};
