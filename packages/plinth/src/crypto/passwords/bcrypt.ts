import { createHash } from "node:crypto";
import { hash as bcryptHash, verify as bcryptVerify } from "@node-rs/bcrypt";
import { passwordBytes, type Scheme, type StoredPassword } from "./scheme.ts";

/** bcrypt reads no more of a password than this (ID-07). */
const BCRYPT_BYTES = 72;
/** One sign-in at cost 16 already takes three seconds of a core. */
export const MAX_COST = 16;
/** OWASP Password Storage Cheat Sheet, 2025: "work factor of 10 or more". */
export const MIN_COST = 10;

/** Plain for what bcrypt takes whole; what it would cut off or stop at is hashed first. */
type BcryptName = "bcrypt" | "bcrypt-sha384";

const TEXT = /^\$(2[aby])\$(\d\d)\$[./A-Za-z0-9]{53}$/;

const nameFor = (password: string): BcryptName => {
  const isPlain =
    Buffer.byteLength(password, "utf8") <= BCRYPT_BYTES &&
    !password.includes("\0") &&
    password.isWellFormed();
  return isPlain ? "bcrypt" : "bcrypt-sha384";
};

/** SHA-384 as base64 has 64 characters, so nothing is cut, and no zero byte. */
const inputFor = (password: string, name: BcryptName): string =>
  name === "bcrypt"
    ? password
    : createHash("sha384").update(passwordBytes(password)).digest("base64");

/** A hash that no password is known for: salt and digest are all zero bits. */
const nobody = (cost: number): string => `$2b$${String(cost).padStart(2, "0")}$${".".repeat(53)}`;

/** Version and cost of a bcrypt text; undefined when it is none. */
export const bcryptFigures = (
  hash: string,
): { readonly version: string; readonly cost: number } | undefined => {
  const [, version, cost] = TEXT.exec(hash) ?? [];
  return version === undefined ? undefined : { version, cost: Number(cost) };
};

/**
 * bcrypt. Passwords beyond 72 bytes, with a zero byte or with lone surrogates are hashed with
 * SHA-384 first, so that every byte counts (ID-07).
 */
export const bcryptScheme: Scheme = {
  names: ["bcrypt", "bcrypt-sha384"],
  read: ({ scheme, hash }) => {
    const figures = bcryptFigures(hash);
    // A cost beyond ours in a doctored or imported row would block the pool for hours.
    if (figures === undefined || figures.cost < 4 || figures.cost > MAX_COST) return undefined;
    const { cost } = figures;
    const prefix = scheme === "bcrypt" ? "bcrypt" : "bcrypt over SHA-384";
    return {
      label: `${prefix}, cost ${cost}`,
      isWeak: cost < MIN_COST,
      matches: async (password) => {
        const name = nameFor(password);
        // The scheme follows from the password, so a password that calls for the other is not the
        // one; it is checked all the same, against nobody's hash, for the time it takes.
        const isPossible = name === scheme;
        const target = isPossible ? hash : nobody(cost);
        return (await bcryptVerify(inputFor(password, name), target)) && isPossible;
      },
    };
  },
  // Django writes "bcrypt$" before the text.
  adopt: (text) => {
    const hash = text.replace(/^bcrypt\$(?=\$)/, "");
    return TEXT.test(hash) ? { scheme: "bcrypt", hash } : undefined;
  },
};

/** Hashes with a fresh salt, version 2b. */
export const bcryptCreate = async (password: string, cost: number): Promise<StoredPassword> => {
  const scheme = nameFor(password);
  return { scheme, hash: await bcryptHash(inputFor(password, scheme), { cost }) };
};

/** What an unknown account is checked against. */
export const bcryptNobody = (cost: number): StoredPassword => ({
  scheme: "bcrypt",
  hash: nobody(cost),
});
