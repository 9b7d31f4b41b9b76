import { type CodeFile, callsIn, placesIn } from "../file.ts";
import type { CodeRule } from "./rule.ts";

/** Offsets of what a pattern finds where strings are strings and comments are gone. */
const inStrings = (file: CodeFile, pattern: RegExp): readonly number[] =>
  [...file.bare.matchAll(pattern)].map(({ index }) => index);

/** Marks by which those who hand out credentials let them be found. */
const ISSUED =
  /-----BEGIN (?:[A-Z]{2,9} )?PRIVATE KEY-----\\?n?[A-Za-z0-9+/\\\s]|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bsk_live_[A-Za-z0-9]{16}|\bxox[abp]-\d{8}/g;

const NAMED =
  /(?:password|passwd|secret|api_?key|access_?token|private_?key)["']? ?[:=] ?["'][^"'\s$<{]+["']/gi;

/** Long and mixed enough to be a secret: letters and digits, and no word for a gap to be filled. */
const isLikely = (found: string): boolean => {
  const [, value = ""] = /["']([^"']{10,80})["']$/.exec(found) ?? [];
  return (
    /[a-z]/i.test(value) &&
    /\d/.test(value) &&
    !/example|change|placeholder|test|dummy|sample|xxx|\.\.\.|^https?:|^\//i.test(value)
  );
};

/** Whether a line calls itself an example, as documentation in code does. */
const isExample = (text: string, at: number): boolean =>
  /example/i.test(text.slice(text.lastIndexOf("\n", at) + 1, at));

const SENSITIVE = /token|secret|password|nonce|session|otp|salt|apikey|csrf|reset/i;

/** Secrets, and what is to be beyond guessing. */
export const SECRETS: readonly CodeRule[] = [
  {
    id: "secret-in-source",
    ...{ severity: "high", kind: "security", standard: "CWE-798" },
    what: "A credential stands in the source",
    remedy: "Read it from the environment or a file of secrets, and replace the one that leaked",
    find: (file) => [
      ...inStrings(file, ISSUED),
      ...[...file.bare.matchAll(NAMED)]
        .filter(({ 0: found, index }) => isLikely(found) && !isExample(file.bare, index))
        .map(({ index }) => index),
    ],
  },
  {
    id: "guessable-random",
    ...{ severity: "high", kind: "security", standard: "CWE-338" },
    what: "Math.random() makes something that must not be guessed",
    remedy: "crypto.randomBytes(32), or crypto.randomUUID()",
    find: (file) =>
      placesIn(file, /\bMath\.random\(\)/g).filter((at) => {
        const start = file.code.lastIndexOf("\n", at) + 1;
        const end = file.code.indexOf("\n", at);
        return SENSITIVE.test(file.code.slice(start, end < 0 ? undefined : end));
      }),
  },
  {
    id: "weak-digest",
    ...{ severity: "medium", kind: "security", standard: "CWE-328" },
    what: "A digest that can be made to collide",
    remedy: 'createHash("sha256"); for passwords argon2id or bcrypt',
    find: (file) =>
      callsIn(file, /\bcreate(?:Hash|Hmac)\(/g)
        .filter(({ bare }) => /^["'](?:md4|md5|sha1|ripemd160)["']/i.test(bare))
        .map(({ at }) => at),
  },
  {
    id: "weak-cipher",
    ...{ severity: "high", kind: "security", standard: "CWE-327" },
    what: "A cipher that is broken, or one that hides no pattern",
    remedy: 'createCipheriv("aes-256-gcm", key, iv)',
    find: (file) => [
      ...placesIn(file, /\bcreate(?:Cipher|Decipher)\(/g),
      ...callsIn(file, /\bcreate(?:Cipher|Decipher)iv\(/g)
        .filter(({ bare }) => /^["'](?:des|rc4|bf|aes-\d{3}-ecb)/i.test(bare))
        .map(({ at }) => at),
    ],
  },
  {
    id: "unsigned-tokens",
    ...{ severity: "high", kind: "security", standard: "CWE-347" },
    what: "A token is taken without a signature",
    remedy: 'Name the algorithms that you sign with: algorithms: ["EdDSA"]',
    find: (file) => inStrings(file, /\balgorithms: ?\[[^[\]\n]*["']none["']/gi),
  },
];
