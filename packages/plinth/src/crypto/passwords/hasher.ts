import { availableParallelism } from "node:os";
import { BootError } from "#core";
import { ARGON_DEFAULT, argonCreate, argonFigures, argonNobody } from "./argon2.ts";
import { bcryptCreate, bcryptFigures, bcryptNobody, MAX_COST, MIN_COST } from "./bcrypt.ts";
import { createPool, type PoolObserver } from "./pool.ts";
import { readStored } from "./registry.ts";
import type { StoredPassword } from "./scheme.ts";

const DEFAULT_COST = 12;
const DEFAULT_QUEUE = 32;

/** The schemes that new passwords can be stored with. */
export type PasswordScheme = "bcrypt" | "argon2id";

/** What a stored hash is, for counting. */
export interface HashKind {
  /** For people, for example "bcrypt, cost 12". */
  readonly label: string;
  /**
   * `current` is as new ones are or stronger; `outdated` is replaced at the next sign-in; `weak` as
   * well, and could be tried out fast if it were stolen; `unreadable` never verifies.
   */
  readonly state: "current" | "outdated" | "weak" | "unreadable";
}

/** Hashes and checks passwords off the main thread, a bounded number at a time (ID-09). */
export interface PasswordHasher {
  /** @throws {AppError} SERVICE_UNAVAILABLE when too many are waiting; so do the other two. */
  readonly hash: (password: string) => Promise<StoredPassword>;
  readonly verify: (password: string, stored: StoredPassword) => Promise<boolean>;
  /**
   * For unknown accounts: takes as long as a real check, so that time does not tell (ID-19). Of the
   * kind of `like`, a hash of somebody else, where not all accounts are of one kind; otherwise as
   * new passwords are.
   */
  readonly verifyUnknown: (password: string, like?: StoredPassword) => Promise<false>;
  /** Whether the stored form is not as new ones are: hash again while the password is at hand. */
  readonly needsUpgrade: (stored: StoredPassword) => boolean;
  readonly kindOf: (stored: StoredPassword) => HashKind;
  /** Checks that run or wait, for a gauge. */
  readonly pending: () => number;
}

/** How passwords are hashed. */
export interface PasswordHasherOptions {
  /** How new ones are stored: bcrypt if not given, or argon2id with 19 MiB and two passes. */
  readonly scheme?: PasswordScheme;
  /** bcrypt cost, 10 to 16; 12 if not given. One more doubles the time. */
  readonly cost?: number;
  /**
   * Checks at once; if not given one core is left for requests, and at most 3 of libuv's 4 threads
   * are taken so that files can still be read.
   */
  readonly concurrency?: number;
  /** Checks that may wait; 32 if not given. */
  readonly queueLimit?: number;
  /** Hears of every check that begins and of every one that finds the queue full. */
  readonly observer?: PoolObserver;
}

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

/** How new passwords are stored, in the three questions that depend on it. */
interface Current {
  readonly create: (password: string) => Promise<StoredPassword>;
  /** Whether a stored hash is of this kind and costs as much or more. */
  readonly covers: (stored: StoredPassword) => boolean;
  readonly nobody: StoredPassword;
}

const currentBcrypt = (cost: number): Current => ({
  create: (password) => bcryptCreate(password, cost),
  covers: ({ scheme, hash }) => {
    const figures = bcryptFigures(hash);
    return scheme.startsWith("bcrypt") && figures?.version === "2b" && figures.cost >= cost;
  },
  nobody: bcryptNobody(cost),
});

const currentArgon = (): Current => ({
  create: (password) => argonCreate(password, ARGON_DEFAULT),
  covers: ({ scheme, hash }) => {
    const figures = argonFigures(hash);
    if (!scheme.startsWith("argon2id") || figures === undefined) return false;
    const { memory, passes } = ARGON_DEFAULT;
    return figures.isCurrent && figures.memory >= memory && figures.passes >= passes;
  },
  nobody: argonNobody(ARGON_DEFAULT),
});

/**
 * Builds the hasher. New passwords are stored with bcrypt (version 2b) or argon2id; hashes of the
 * other and of imported schemes verify, and call for an upgrade.
 *
 * @example
 * const passwords = createPasswordHasher();
 * const stored = await passwords.hash("Tulpen-um-7-Uhr"); // two columns: scheme and hash
 * const isRight = await passwords.verify("Tulpen-um-7-Uhr", stored);
 * if (isRight && passwords.needsUpgrade(stored)) await passwords.hash("Tulpen-um-7-Uhr");
 * @throws {BootError} when the cost is below 10 or another figure makes no sense (ID-06).
 */
export const createPasswordHasher = (options: PasswordHasherOptions = {}): PasswordHasher => {
  const { scheme = "bcrypt", cost = DEFAULT_COST, queueLimit = DEFAULT_QUEUE } = options;
  const concurrency = options.concurrency ?? Math.min(3, Math.max(1, availableParallelism() - 1));
  requireOptions(cost, concurrency, queueLimit);
  const pool = createPool(concurrency, queueLimit, options.observer);
  const current = scheme === "bcrypt" ? currentBcrypt(cost) : currentArgon();

  /** The check; a hash that cannot be read costs what an unknown account costs. */
  const check = (password: string, stored: StoredPassword): Promise<boolean> => {
    const read = readStored(stored);
    const work = read ?? readStored(current.nobody);
    return pool.run(async () => (await work?.matches(password)) === true && read !== undefined);
  };

  return {
    hash: (password) => pool.run(() => current.create(password)),
    verify: check,
    verifyUnknown: async (password, like = current.nobody) => {
      await check(password, like);
      return false;
    },
    needsUpgrade: (stored) => !current.covers(stored),
    kindOf: (stored) => {
      const read = readStored(stored);
      if (read === undefined) return { label: `unreadable ${stored.scheme}`, state: "unreadable" };
      if (current.covers(stored)) return { label: read.label, state: "current" };
      return { label: read.label, state: read.isWeak ? "weak" : "outdated" };
    },
    pending: pool.pending,
  };
};
