import { hash as argonHash, verify as argonVerify, parseOptions } from "@node-rs/argon2";
import type { Scheme, StoredPassword } from "./scheme.ts";

/** What Argon2 costs. */
export interface ArgonFigures {
  /** KiB of memory. */
  readonly memory: number;
  /** Passes over it. */
  readonly passes: number;
  readonly lanes: number;
}

/** OWASP Password Storage Cheat Sheet, 2025: the first of its equivalent settings. */
export const ARGON_DEFAULT: ArgonFigures = { memory: 19_456, passes: 2, lanes: 1 };

/** libsodium's "moderate"; three checks at once take three times as much. */
const MAX_MEMORY = 262_144;
/** KiB times passes: about two seconds of a core. */
const MAX_WORK = 1_048_576;
const MAX_LANES = 16;
/** The least of OWASP's equivalent settings: 7 MiB with five passes. */
const WEAK_MEMORY = 7_168;
const WEAK_WORK = 35_840;

const TEXT =
  /^\$argon2(id|i)\$(?:v=(\d\d)\$)?m=(\d{1,7}),t=(\d{1,4}),p=(\d{1,3})\$[A-Za-z0-9+/]{10,86}\$[A-Za-z0-9+/]{16,172}$/;

/**
 * The library takes UTF-8 only, which lone surrogates do not have; such passwords go in as the base64
 * of their UTF-16, under a name of its own, so that this text is not itself the password.
 */
const inputFor = (password: string): { readonly isPlain: boolean; readonly text: string } =>
  password.isWellFormed()
    ? { isPlain: true, text: password }
    : { isPlain: false, text: Buffer.from(password, "utf16le").toString("base64") };

const UTF16 = "argon2id-utf16";

const isWhole = (hash: string): boolean => {
  try {
    parseOptions(hash);
    return true;
  } catch {
    return false;
  }
};

/** The figures of a PHC text; undefined when it is none of argon2i or argon2id. */
export const argonFigures = (
  hash: string,
): (ArgonFigures & { readonly isCurrent: boolean }) | undefined => {
  const [, kind, version, memory, passes, lanes] = TEXT.exec(hash) ?? [];
  if (kind === undefined || !isWhole(hash)) return undefined;
  return {
    memory: Number(memory),
    passes: Number(passes),
    lanes: Number(lanes),
    isCurrent: kind === "id" && version === "19",
  };
};

/** Argon2id, and argon2i of other systems, in PHC text form. */
export const argonScheme: Scheme = {
  names: ["argon2id", UTF16, "argon2i"],
  read: ({ scheme, hash }) => {
    const figures = argonFigures(hash);
    const kind = scheme.replace("-utf16", "");
    if (figures === undefined || !hash.startsWith(`$${kind}$`)) return undefined;
    const { memory, passes, lanes } = figures;
    const work = memory * passes;
    if (memory > MAX_MEMORY || work > MAX_WORK || lanes > MAX_LANES) return undefined;
    return {
      label: `${kind}, ${memory} KiB, ${passes} passes`,
      isWeak: memory < WEAK_MEMORY || work < WEAK_WORK,
      matches: async (password) => {
        const { isPlain, text } = inputFor(password);
        return (await argonVerify(hash, text)) && isPlain === (scheme !== UTF16);
      },
    };
  },
  // Django writes "argon2" before the text.
  adopt: (text) => {
    const hash = text.replace(/^argon2(?=\$argon2)/, "");
    const [, kind] = TEXT.exec(hash) ?? [];
    return kind === undefined ? undefined : { scheme: `argon2${kind}`, hash };
  },
};

/** Hashes with argon2id and a fresh salt. */
export const argonCreate = async (
  password: string,
  { memory, passes, lanes }: ArgonFigures,
): Promise<StoredPassword> => {
  const options = { memoryCost: memory, timeCost: passes, parallelism: lanes };
  const { isPlain, text } = inputFor(password);
  return { scheme: isPlain ? "argon2id" : UTF16, hash: await argonHash(text, options) };
};

/** What an unknown account is checked against: salt and digest are zero bits. */
export const argonNobody = ({ memory, passes, lanes }: ArgonFigures): StoredPassword => ({
  scheme: "argon2id",
  hash: `$argon2id$v=19$m=${memory},t=${passes},p=${lanes}$${"A".repeat(22)}$${"A".repeat(43)}`,
});
