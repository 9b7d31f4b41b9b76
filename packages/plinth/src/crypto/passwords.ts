import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import { hash as bcryptHash, verify as bcryptVerify, parseOptions } from "@node-rs/bcrypt";
import { BootError } from "#core";
import { createPool } from "./password-pool.ts";

/** bcrypt reads no more of a password than this (ID-07). */
const BCRYPT_BYTES = 72;
const MIN_COST = 10;
/** One sign-in at cost 16 already takes three seconds of a core. */
const MAX_COST = 16;
const DEFAULT_COST = 12;
const DEFAULT_QUEUE = 32;

/** How a password was turned into its hash; kept beside the hash, never guessed from it. */
export type PasswordScheme = "bcrypt" | "bcrypt-sha384";

/** What is stored of a password. */
export interface StoredPassword {
  /** A PasswordScheme; other text (an older or foreign scheme) never verifies. */
  readonly scheme: string;
  /** bcrypt's own text form, beginning $2b$ and the cost. */
  readonly hash: string;
}

/** Hashes and checks passwords off the main thread, a bounded number at a time (ID-09). */
export interface PasswordHasher {
  /** @throws {AppError} SERVICE_UNAVAILABLE when too many are waiting; so do the other two. */
  readonly hash: (password: string) => Promise<StoredPassword>;
  readonly verify: (password: string, stored: StoredPassword) => Promise<boolean>;
  /** For unknown accounts: takes as long as a real check, so that time does not tell (P-003). */
  readonly verifyUnknown: (password: string) => Promise<false>;
  /** Whether the stored form is weaker than today's: hash again while the password is at hand. */
  readonly needsUpgrade: (stored: StoredPassword) => boolean;
  /** Checks that run or wait, for a gauge. */
  readonly pending: () => number;
}

/** How passwords are hashed. */
export interface PasswordHasherOptions {
  /** bcrypt cost, 10 to 16; 12 if not given. One more doubles the time. */
  readonly cost?: number;
  /**
   * Checks at once; if not given one core is left for requests, and at most 3 of libuv's 4 threads
   * are taken so that files can still be read.
   */
  readonly concurrency?: number;
  /** Checks that may wait; 32 if not given. */
  readonly queueLimit?: number;
}

const schemeFor = (password: string): PasswordScheme => {
  const isPlain =
    Buffer.byteLength(password, "utf8") <= BCRYPT_BYTES &&
    !password.includes("\0") &&
    password.isWellFormed();
  return isPlain ? "bcrypt" : "bcrypt-sha384";
};

/**
 * The text that bcrypt gets. SHA-384 as base64 has 64 characters, so nothing is cut, and no zero
 * byte. Lone surrogates have no UTF-8 form (all would become U+FFFD); such passwords are hashed as
 * UTF-16 behind a byte that no UTF-8 text can begin with.
 */
const bcryptInput = (password: string, scheme: PasswordScheme): string => {
  if (scheme === "bcrypt") return password;
  const digest = createHash("sha384");
  if (password.isWellFormed()) digest.update(password, "utf8");
  else digest.update(Buffer.of(0xff)).update(password, "utf16le");
  return digest.digest("base64");
};

const isScheme = (scheme: string): scheme is PasswordScheme =>
  scheme === "bcrypt" || scheme === "bcrypt-sha384";

const costOf = (hash: string): number | undefined => {
  try {
    const { cost, version } = parseOptions(hash);
    return version === "2b" ? cost : undefined;
  } catch {
    return undefined;
  }
};

const requireOptions = (cost: number, concurrency: number, queueLimit: number): void => {
  const problems: string[] = [];
  if (!Number.isInteger(cost) || cost < MIN_COST || cost > MAX_COST) {
    problems.push(`the bcrypt cost must be a whole number from ${MIN_COST} to ${MAX_COST}`);
  }
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    problems.push("password checks at once must be a whole number above zero");
  }
  if (!Number.isInteger(queueLimit) || queueLimit < 0) {
    problems.push("the queue of password checks must be a whole number, zero or more");
  }
  if (problems.length > 0) throw new BootError(problems);
};

/**
 * Builds the hasher (bcrypt, version 2b). Passwords beyond 72 bytes, with a zero byte or with lone
 * surrogates are hashed with SHA-384 first, so that every byte counts.
 * @throws {BootError} when the cost is below 10 or another figure makes no sense (ID-06).
 */
export const createPasswordHasher = (options: PasswordHasherOptions = {}): PasswordHasher => {
  const { cost = DEFAULT_COST, queueLimit = DEFAULT_QUEUE } = options;
  const concurrency = options.concurrency ?? Math.min(3, Math.max(1, availableParallelism() - 1));
  requireOptions(cost, concurrency, queueLimit);
  const pool = createPool(concurrency, queueLimit);
  // A hash that no password is known for: salt and digest are all zero bits.
  const nobody = `$2b$${cost}$${".".repeat(53)}`;

  const check = (password: string, scheme: PasswordScheme, hash: string): Promise<boolean> =>
    pool.run(() => bcryptVerify(bcryptInput(password, scheme), hash));

  const verifyUnknown = async (password: string): Promise<false> => {
    await check(password, schemeFor(password), nobody);
    return false;
  };

  return {
    hash: async (password) => {
      const scheme = schemeFor(password);
      const hash = await pool.run(() => bcryptHash(bcryptInput(password, scheme), { cost }));
      return { scheme, hash };
    },
    verify: (password, { scheme, hash }) => {
      const storedCost = costOf(hash);
      // A cost beyond ours in a doctored or imported row would block the pool for hours.
      const isUsable = storedCost !== undefined && storedCost <= MAX_COST;
      // The scheme follows from the password, so a password that calls for the other scheme is not
      // the one; it is checked all the same, against nobody's hash, for the time it takes.
      const isPossible = isUsable && isScheme(scheme) && scheme === schemeFor(password);
      return isPossible ? check(password, scheme, hash) : verifyUnknown(password);
    },
    verifyUnknown,
    needsUpgrade: ({ scheme, hash }) => !isScheme(scheme) || (costOf(hash) ?? 0) < cost,
    pending: pool.pending,
  };
};
