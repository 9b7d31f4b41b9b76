import { createOpaqueToken, hashToken } from "#crypto";
import type { AccountRow } from "#modules/accounts";
import type { Origin, PreparedSession, Proof } from "#modules/sessions";
import type { Completion } from "../challenge-repository.ts";
import { type Method, readTypedCode } from "../codes/typed-codes.ts";
import { mfaErrors } from "../errors.ts";
import type { MfaParts } from "../parts.ts";
import { createAttempts } from "./attempts.ts";
import { createRemembering } from "./remembering.ts";

/** How long a sign-in waits for its second factor, in milliseconds. */
const CHALLENGE_MS = 300_000;

/** Ways to prove who one is at the first step. */
export type FirstFactorName = "password" | "magic-link";

/** A first step that succeeded. */
export interface FirstStep {
  readonly account: AccountRow;
  readonly firstFactor: FirstFactorName;
  /** Id of the known device that it happened on, of `sessions.devices`. */
  readonly deviceId: string | undefined;
  /** Value of the cookie of remembered devices. */
  readonly remembered: string | undefined;
  readonly origin: Origin;
}

/** A sign-in that waits for its second factor. */
export interface SecondFactorChallenge {
  readonly kind: "challenge";
  /** Opaque; whoever has it and a code completes the sign-in. */
  readonly challenge: string;
  readonly methods: readonly Method[];
  readonly expiresInSeconds: number;
}

/** What has to follow on the first step. */
export type NextStep = { readonly kind: "enough"; readonly proof: Proof } | SecondFactorChallenge;

/** The word that the module of a first factor has when a sign-in it began is completed. */
export interface FirstFactor {
  /**
   * Runs in the transaction that writes the session, and only after the second factor was proven:
   * the place to reset a count of failures. False refuses, because what was locked meanwhile stays
   * shut. May run more than once.
   */
  readonly admit: (
    tx: { readonly isTransaction: boolean },
    flow: {
      readonly accountId: string;
      readonly deviceId: string | undefined;
      readonly now: number;
    },
  ) => Promise<boolean>;
}

/** The second step of a sign-in. */
export interface VerifyRequest {
  readonly challenge: string;
  readonly method: Method;
  readonly code: string;
  /** Whether this browser shall not be asked again for a while. */
  readonly remember: boolean;
  /** Value of the cookie of remembered devices. */
  readonly remembered: string | undefined;
  /** Value of the device cookie. */
  readonly device: string | undefined;
  /** Value of the session cookie that is there already. */
  readonly cookie: string | undefined;
  readonly origin: Origin;
}

/** A completed sign-in. */
export interface Verified {
  readonly account: AccountRow;
  readonly session: PreparedSession;
  /** New value of the device cookie. */
  readonly device: string;
  /** New value of the cookie of remembered devices; undefined when it stays as it is. */
  readonly remembered: string | undefined;
}

/** What comes after a first step that succeeded. */
export const createNext = (parts: MfaParts) => {
  const { repository, challenges, accounts, clock, random, background } = parts;
  const { isRemembered } = createRemembering(parts);

  const methodsOf = async (accountId: string): Promise<readonly Method[]> => {
    const factors = await repository.factorsOf(accountId);
    const codes = await repository.countCodes(accountId);
    return [
      ...(factors.length > 0 ? (["totp"] as const) : []),
      ...(codes > 0 ? (["recovery"] as const) : []),
    ];
  };

  return async (step: FirstStep): Promise<NextStep> => {
    const { account, firstFactor, deviceId } = step;
    const enough = (...factors: string[]): NextStep => ({
      kind: "enough",
      proof: { factors: [firstFactor, ...factors], assurance: 1 },
    });
    if (account.mfa !== 1) return enough();
    const mayBeSkipped = !accounts.needsSecondFactor(account.role);
    if (mayBeSkipped && (await isRemembered(account, step.remembered))) {
      return enough("remembered-device");
    }
    const now = clock.now();
    const challenge = createOpaqueToken(random);
    await challenges.add({
      token_hash: hashToken(challenge),
      account_id: account.id,
      epoch: account.session_epoch,
      first_factor: firstFactor,
      device_id: deviceId ?? null,
      failed_attempts: 0,
      created_at: now,
      expires_at: now + CHALLENGE_MS,
    });
    background.run("old challenges", () => challenges.removeExpired(now));
    return {
      kind: "challenge",
      challenge,
      methods: await methodsOf(account.id),
      expiresInSeconds: CHALLENGE_MS / 1_000,
    };
  };
};

/** Completes a sign-in with a second factor. */
export const createVerify = (parts: MfaParts, firstFactors: ReadonlyMap<string, FirstFactor>) => {
  const { challenges, accounts, sessions, devices, clock } = parts;
  const attempts = createAttempts(parts);
  const remembering = createRemembering(parts);

  return async (request: VerifyRequest): Promise<Verified> => {
    const { method, origin, cookie } = request;
    const typed = readTypedCode(method, request.code, "body.code");
    const tokenHash = hashToken(request.challenge);
    const found = await challenges.find(tokenHash, clock.now());
    if (found === undefined) throw mfaErrors.make.CHALLENGE_INVALID();
    const { account, challenge } = found;
    const deviceId = challenge.device_id ?? undefined;
    // What began on a known device, with its own count of failures, ends there.
    const isHere =
      deviceId === undefined || devices.deviceOf(request.device, account.id) === deviceId;
    if (!isHere) throw mfaErrors.make.CHALLENGE_INVALID();
    const session = sessions.prepare(account, origin, {
      factors: [challenge.first_factor, method],
      assurance: 2,
    });
    const mayRemember = request.remember && !accounts.needsSecondFactor(account.role);
    const remembered = mayRemember
      ? remembering.prepare(account, origin, request.remembered)
      : undefined;
    const admit: Completion["admit"] = async (tx) => {
      const first = firstFactors.get(challenge.first_factor);
      const flow = { accountId: account.id, deviceId, now: clock.now() };
      return first === undefined ? false : first.admit(tx, flow);
    };
    const outcome = await challenges.complete({
      tokenHash,
      attempt: attempts.attempt(account, typed, deviceId, origin),
      session,
      replacesCookie: cookie === undefined ? undefined : sessions.cookieHash(cookie),
      remembered: remembered?.row,
      admit,
    });
    if (outcome.kind === "over") throw mfaErrors.make.CHALLENGE_INVALID();
    if (outcome.kind === "refused") {
      attempts.refused(outcome, typed, account, origin);
      throw mfaErrors.make.SECOND_FACTOR_INVALID();
    }
    attempts.proven(outcome, typed, account, origin);
    if (outcome.endedSession !== undefined) sessions.forget(outcome.endedSession);
    sessions.started(session);
    return {
      account,
      session,
      device: devices.remember(request.device, account.id),
      remembered: remembered?.cookie,
    };
  };
};
