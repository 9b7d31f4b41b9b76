import type { Clock, Random } from "#core";
import { constantTimeEqual, hashToken, type Keyring } from "#crypto";

/** What a challenge is good for. */
export type ChallengePurpose = "register" | "sign-in" | "step-up";

/** A challenge that is ours, for the purpose asked about, and not too old. */
export interface ReadChallenge {
  /** What is stored once it was used. */
  readonly hash: string;
  /** Milliseconds since the epoch; from then on it needs no memory. */
  readonly expiresAt: number;
}

/** What makes and recognises challenges. */
export interface Challenges {
  /** Milliseconds that a challenge is good for. */
  readonly lifetimeMs: number;
  /** A new challenge, for one account where it is known already. */
  readonly issue: (purpose: ChallengePurpose, accountId?: string) => string;
  /** Undefined for what is not ours, too old, for another purpose or for another account. */
  readonly read: (
    challenge: string,
    purpose: ChallengePurpose,
    accountId?: string,
  ) => ReadChallenge | undefined;
}

const LIFETIME_MS = 300_000;
/** As many as WebAuthn level 3 section 13.4.3 asks for. */
const RANDOM_BYTES = 16;
const TIME_BYTES = 6;
const HEAD_BYTES = RANDOM_BYTES + TIME_BYTES;
/** 22 bytes and a MAC of 32, in base64url. */
const SHAPE = /^[\w-]{72}$/;

/**
 * Challenges that need no memory until they are used: random bytes, their end and a MAC over both,
 * the purpose and the account. Whoever asks for millions of them writes nothing (ID-22).
 */
export const createChallenges = (parts: {
  readonly keyring: Pick<Keyring, "hmac">;
  readonly clock: Clock;
  readonly random: Random;
}): Challenges => {
  const { keyring, clock, random } = parts;
  const macOf = (head: string, purpose: ChallengePurpose, accountId: string): string =>
    keyring.hmac("passkey-challenge", `${purpose}.${accountId}.${head}`);
  const seal = (head: Buffer, purpose: ChallengePurpose, accountId: string): string => {
    const mac = Buffer.from(macOf(head.toString("base64url"), purpose, accountId), "base64url");
    return Buffer.concat([head, mac]).toString("base64url");
  };
  return {
    lifetimeMs: LIFETIME_MS,
    issue: (purpose, accountId = "") => {
      const head = Buffer.alloc(HEAD_BYTES);
      head.set(random.bytes(RANDOM_BYTES));
      head.writeUIntBE(clock.now() + LIFETIME_MS, RANDOM_BYTES, TIME_BYTES);
      return seal(head, purpose, accountId);
    },
    read: (challenge, purpose, accountId = "") => {
      if (!SHAPE.test(challenge)) return undefined;
      const head = Buffer.from(challenge, "base64url").subarray(0, HEAD_BYTES);
      if (!constantTimeEqual(seal(head, purpose, accountId), challenge)) return undefined;
      const expiresAt = head.readUIntBE(RANDOM_BYTES, TIME_BYTES);
      return expiresAt <= clock.now() ? undefined : { hash: hashToken(challenge), expiresAt };
    },
  };
};
