import { createHash, pbkdf2, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { decodeBytes, encodeBytes, passwordBytes, type Scheme } from "./scheme.ts";

/**
 * Schemes that are only read: hashes of other systems, replaced at the next sign-in. Their stored
 * form is ours, "figures$salt$digest" with base64url, whatever encoding they came in.
 */

const derive = promisify<string | Buffer, Buffer, number, object, Buffer>(scrypt);
const stretch = promisify(pbkdf2);

const isEqual = (left: Buffer, right: Buffer): boolean =>
  left.length === right.length && timingSafeEqual(left, right);

/** Shorter digests are matched by chance, longer ones are work that checks nothing. */
const isDigest = (digest: Buffer): boolean => digest.length >= 16 && digest.length <= 128;

const MAX_SALT = 128;

const parts = (hash: string): readonly [figures: string, salt: Buffer, digest: Buffer] => {
  const [figures = "", salt = "", digest = ""] = hash.split("$");
  return [figures, Buffer.from(salt, "base64url"), Buffer.from(digest, "base64url")];
};

const join = (figures: string, salt: Uint8Array, digest: Uint8Array): string =>
  `${figures}$${encodeBytes(salt)}$${encodeBytes(digest)}`;

/** Bytes of memory that one check may take. */
const SCRYPT_MEMORY = 268_435_456;
/** N times r times p: about a second and a half of a core. */
const SCRYPT_WORK = 4_194_304;
/** The least of OWASP's equivalent settings: N 2^13, r 8, p 10. */
const SCRYPT_WEAK = 655_360;

/** Encodings of scrypt, each as N, r, p, salt, digest. */
const SCRYPT_FORMS: readonly ((text: string) => readonly [string, string] | undefined)[] = [
  // PHC: $scrypt$ln=15,r=8,p=1$salt$digest
  (text) => {
    const [, ln, r, p, salt = "", digest = ""] =
      /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,3}),p=(\d{1,3})\$([\w+/.=-]+)\$([\w+/.=-]+)$/.exec(text) ??
      [];
    if (ln === undefined) return undefined;
    const figures = `${2 ** Number(ln)},${r},${p}`;
    return ["scrypt", join(figures, decodeBytes(salt), decodeBytes(digest))];
  },
  // Werkzeug: scrypt:32768:8:1$salt$hex
  (text) => {
    const [, n, r, p, salt = "", digest = ""] =
      /^scrypt:(\d{1,8}):(\d{1,3}):(\d{1,3})\$([^$]+)\$([0-9a-f]+)$/.exec(text) ?? [];
    if (n === undefined) return undefined;
    return ["scrypt", join(`${n},${r},${p}`, Buffer.from(salt), Buffer.from(digest, "hex"))];
  },
  // Django: scrypt$16384$salt$8$5$base64
  (text) => {
    const [, n, salt = "", r, p, digest = ""] =
      /^scrypt\$(\d{1,8})\$([^$]+)\$(\d{1,3})\$(\d{1,3})\$([\w+/=]+)$/.exec(text) ?? [];
    if (n === undefined) return undefined;
    return ["scrypt", join(`${n},${r},${p}`, Buffer.from(salt), decodeBytes(digest))];
  },
  // better-auth: hex:hex, where the salt is the hex text itself and the password is NFKC
  (text) => {
    const [, salt = "", digest] = /^([0-9a-f]{32}):([0-9a-f]{128})$/.exec(text) ?? [];
    if (digest === undefined) return undefined;
    return ["scrypt-nfkc", join("16384,16,1", Buffer.from(salt), Buffer.from(digest, "hex"))];
  },
];

/** scrypt in the encodings of PHC, passlib, Werkzeug, Django and better-auth. */
export const scryptScheme: Scheme = {
  names: ["scrypt", "scrypt-nfkc"],
  read: ({ scheme, hash }) => {
    const [figures, salt, digest] = parts(hash);
    const [, n, r, p] = (/^(\d+),(\d+),(\d+)$/.exec(figures) ?? []).map(Number);
    if (n === undefined || r === undefined || p === undefined) return undefined;
    const isPossible = n > 1 && Number.isInteger(Math.log2(n)) && r > 0 && p > 0;
    const isBounded = 128 * n * r <= SCRYPT_MEMORY && n * r * p <= SCRYPT_WORK;
    if (!isPossible || !isBounded || !isDigest(digest) || salt.length > MAX_SALT) return undefined;
    // Node counts a little more than the block itself.
    const options = { N: n, r, p, maxmem: 128 * r * (n + p + 2) + 65_536 };
    return {
      label: `scrypt, N ${n}, r ${r}, p ${p}`,
      isWeak: n * r * p < SCRYPT_WEAK,
      matches: async (password) => {
        const text = scheme === "scrypt-nfkc" ? password.normalize("NFKC") : password;
        return isEqual(await derive(passwordBytes(text), salt, digest.length, options), digest);
      },
    };
  },
  adopt: (text) => {
    for (const form of SCRYPT_FORMS) {
      const [scheme, hash] = form(text) ?? [];
      if (scheme !== undefined && hash !== undefined) return { scheme, hash };
    }
    return undefined;
  },
};

/** Rounds; about two seconds of a core with SHA-512. */
const MAX_ROUNDS = 3_000_000;
/** OWASP Password Storage Cheat Sheet, 2025. */
const WEAK_ROUNDS: Readonly<Record<string, number>> = {
  sha1: 1_300_000,
  sha256: 600_000,
  sha512: 210_000,
};

/** Encodings of PBKDF2, each as hash function, rounds, salt, digest. */
const PBKDF2_FORMS: readonly ((text: string) => string | undefined)[] = [
  // passlib and PHC: $pbkdf2-sha256$29000$salt$digest or $pbkdf2-sha256$i=29000,l=32$salt$digest
  (text) => {
    const [, name, rounds, salt = "", digest = ""] =
      /^\$pbkdf2(?:-(sha1|sha256|sha512))?\$(?:i=)?(\d{1,9})(?:,l=\d+)?\$([\w+/.=-]+)\$([\w+/.=-]+)$/.exec(
        text,
      ) ?? [];
    if (rounds === undefined) return undefined;
    return join(`${name ?? "sha1"},${rounds}`, decodeBytes(salt), decodeBytes(digest));
  },
  // Django: pbkdf2_sha256$870000$salt$base64
  (text) => {
    const [, name, rounds, salt = "", digest = ""] =
      /^pbkdf2_(sha1|sha256|sha512)\$(\d{1,9})\$([^$]+)\$([\w+/=]+)$/.exec(text) ?? [];
    if (name === undefined) return undefined;
    return join(`${name},${rounds}`, Buffer.from(salt), decodeBytes(digest));
  },
  // Werkzeug: pbkdf2:sha256:600000$salt$hex
  (text) => {
    const [, name, rounds, salt = "", digest = ""] =
      /^pbkdf2:(sha1|sha256|sha512):(\d{1,9})\$([^$]+)\$([0-9a-f]+)$/.exec(text) ?? [];
    if (name === undefined) return undefined;
    return join(`${name},${rounds}`, Buffer.from(salt), Buffer.from(digest, "hex"));
  },
];

/** PBKDF2 in the encodings of PHC, passlib, Django and Werkzeug. */
export const pbkdf2Scheme: Scheme = {
  names: ["pbkdf2"],
  read: ({ hash }) => {
    const [figures, salt, digest] = parts(hash);
    const [, name = "", text] = /^(sha1|sha256|sha512),(\d{1,9})$/.exec(figures) ?? [];
    const rounds = Number(text ?? 0);
    const isBounded = rounds >= 1 && rounds <= MAX_ROUNDS && salt.length <= MAX_SALT;
    if (!isBounded || !isDigest(digest)) return undefined;
    return {
      label: `PBKDF2 with ${name.toUpperCase()}, ${rounds} rounds`,
      isWeak: rounds < (WEAK_ROUNDS[name] ?? 0),
      matches: async (password) =>
        isEqual(await stretch(passwordBytes(password), salt, rounds, digest.length, name), digest),
    };
  },
  adopt: (text) => {
    const hash = PBKDF2_FORMS.map((form) => form(text)).find((found) => found !== undefined);
    return hash === undefined ? undefined : { scheme: "pbkdf2", hash };
  },
};

const ONE_ROUND = "sha256,1";

/** SHA-256 of salt and password, or of the password alone: fast, so always weak. */
export const sha256Scheme: Scheme = {
  names: ["sha256"],
  read: ({ hash }) => {
    const [figures, salt, digest] = parts(hash);
    if (figures !== ONE_ROUND || digest.length !== 32 || salt.length > MAX_SALT) return undefined;
    return {
      label: salt.length === 0 ? "SHA-256 without salt" : "SHA-256 with salt",
      isWeak: true,
      matches: async (password) =>
        isEqual(createHash("sha256").update(salt).update(passwordBytes(password)).digest(), digest),
    };
  },
  // 64 hex digits; sha256:hex; sha256$salt$hex
  adopt: (text) => {
    const [, salt = "", digest] =
      /^(?:sha256:|sha256\$([^$]*)\$)?([0-9a-fA-F]{64})$/.exec(text) ?? [];
    if (digest === undefined) return undefined;
    return {
      scheme: "sha256",
      hash: join(ONE_ROUND, Buffer.from(salt), Buffer.from(digest, "hex")),
    };
  },
};
