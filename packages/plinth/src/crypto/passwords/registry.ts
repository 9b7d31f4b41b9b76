import { argonScheme } from "./argon2.ts";
import { bcryptScheme } from "./bcrypt.ts";
import { pbkdf2Scheme, scryptScheme, sha256Scheme } from "./imported.ts";
import type { ReadHash, Scheme, StoredPassword } from "./scheme.ts";

/** Every scheme that is understood. */
const SCHEMES: readonly Scheme[] = [
  bcryptScheme,
  argonScheme,
  scryptScheme,
  pbkdf2Scheme,
  sha256Scheme,
];

/** Longer texts are no hash of any scheme. */
const MAX_TEXT = 512;

const byName: ReadonlyMap<string, Scheme> = new Map(
  SCHEMES.flatMap((scheme) => scheme.names.map((name) => [name, scheme])),
);

/** Reads a stored hash; undefined when scheme or text are unknown or its figures out of bounds. */
export const readStored = (stored: StoredPassword): ReadHash | undefined =>
  stored.hash.length > MAX_TEXT ? undefined : byName.get(stored.scheme)?.read(stored);

/** What an imported hash is: something to store, or why it is refused. */
export type RecognisedHash =
  | { readonly stored: StoredPassword; readonly label: string; readonly isWeak: boolean }
  | { readonly refused: "unknown-scheme" | "out-of-bounds" };

/**
 * Recognises a password hash of another system by its text: bcrypt ($2a$, $2b$, $2y$), argon2i and
 * argon2id (PHC, Django), scrypt (PHC, Werkzeug, Django, better-auth), PBKDF2 (PHC, passlib,
 * Django, Werkzeug), SHA-256 (hex, sha256:hex, sha256$salt$hex of salt then password).
 * "out-of-bounds" means that one check would take too much memory or time, or too little is there
 * to check.
 */
export const recognisePasswordHash = (text: string): RecognisedHash => {
  if (text.length > MAX_TEXT) return { refused: "unknown-scheme" };
  for (const scheme of SCHEMES) {
    const stored = scheme.adopt(text);
    if (stored === undefined) continue;
    const read = scheme.read(stored);
    if (read === undefined) return { refused: "out-of-bounds" };
    return { stored, label: read.label, isWeak: read.isWeak };
  }
  return { refused: "unknown-scheme" };
};
