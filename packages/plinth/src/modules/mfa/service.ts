import { platformErrors } from "#core";
import type { Origin, Proof } from "#modules/sessions";
import { type Method, readTypedCode } from "./codes/typed-codes.ts";
import type { MfaParts } from "./parts.ts";
import { createAttempts } from "./use-cases/attempts.ts";
import { createRemovals, type OtherFactor, type Removals } from "./use-cases/removals.ts";
import { createSetup, type Setup } from "./use-cases/setup.ts";
import {
  createNext,
  createVerify,
  type FirstFactor,
  type FirstFactorName,
  type FirstStep,
  type NextStep,
  type Verified,
  type VerifyRequest,
} from "./use-cases/sign-in.ts";

/** An authenticator app as its owner sees it; times as ISO 8601, UTC. */
export interface FactorView {
  readonly id: string;
  readonly kind: "totp";
  readonly name: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

/** A browser that is not asked for a second factor. */
export interface RememberedView {
  readonly id: string;
  readonly agent: string;
  readonly createdAt: string;
  readonly lastUsedAt: string;
  readonly expiresAt: string;
}

/** The second factors of an account as its owner sees them. */
export interface MfaOverview {
  readonly enabled: boolean;
  /** Whether the role counts only with a second factor (ID-17). */
  readonly required: boolean;
  readonly factors: readonly FactorView[];
  readonly recoveryCodesLeft: number;
  readonly rememberedDevices: readonly RememberedView[];
}

/** A proof by somebody who is signed in. */
export interface ProveRequest {
  readonly accountId: string;
  readonly method: Method;
  readonly code: string;
  /** Path of the code in the request, for faults. */
  readonly field: string;
  /** Value of the device cookie. */
  readonly device: string | undefined;
  readonly origin: Origin;
}

/** Second factors, for this module's routes and for the modules that require it. */
export interface Mfa extends Setup, Removals {
  /** What has to follow on a first step that succeeded: nothing, or a second factor. */
  readonly next: (step: FirstStep) => Promise<NextStep>;
  /**
   * Completes a sign-in.
   * @throws {AppError} CHALLENGE_INVALID, SECOND_FACTOR_INVALID; VALIDATION_ERROR for what cannot be
   * a code.
   */
  readonly verify: (request: VerifyRequest) => Promise<Verified>;
  /** Says how a first factor has its word when a sign-in it began is completed. */
  readonly registerFirstFactor: (name: FirstFactorName, factor: FirstFactor) => void;
  /**
   * Judges a code of somebody who is signed in; a right one is used up. Undefined when it is not
   * right or may not be tried at the moment; that counts as a failure.
   * @throws {AppError} VALIDATION_ERROR for what cannot be a code.
   */
  readonly prove: (request: ProveRequest) => Promise<Proof | undefined>;
  readonly isEnabled: (accountId: string) => Promise<boolean>;
  /** Makes a second factor known that another module keeps. */
  readonly registerOtherFactor: (factor: OtherFactor) => void;
  /**
   * Whether factors may be changed only by who has shown two of them: where two-step sign-in is on,
   * and where the role needs a second factor and the account has one, of whichever module.
   */
  readonly isGuarded: (accountId: string) => Promise<boolean>;
  readonly overview: (accountId: string) => Promise<MfaOverview>;
  /** False when the account has no such device. */
  readonly forgetDevice: (accountId: string, id: string) => Promise<boolean>;
}

const iso = (instant: number): string => new Date(instant).toISOString();

const createProve = (parts: MfaParts): Mfa["prove"] => {
  const { repository, challenges, devices } = parts;
  const attempts = createAttempts(parts);
  return async ({ accountId, method, code, field, device, origin }) => {
    const typed = readTypedCode(method, code, field);
    const account = await repository.find(accountId);
    if (account === undefined) return undefined;
    const deviceId = devices.deviceOf(device, accountId);
    const outcome = await challenges.prove(attempts.attempt(account, typed, deviceId, origin));
    if (outcome.kind === "refused") {
      attempts.refused(outcome, typed, account, origin);
      return undefined;
    }
    attempts.proven(outcome, typed, account, origin);
    return { factors: [method], assurance: 2 };
  };
};

const createOverview = (parts: MfaParts): Mfa["overview"] => {
  const { repository, challenges, accounts, clock } = parts;
  return async (accountId) => {
    const account = await repository.find(accountId);
    if (account === undefined) throw platformErrors.make.AUTHENTICATION_ERROR();
    const factors = await repository.factorsOf(accountId);
    const remembered = await challenges.rememberedOf(account, clock.now());
    return {
      enabled: account.mfa === 1,
      required: accounts.needsSecondFactor(account.role),
      factors: factors.map(({ id, name, created_at, last_used_at }) => ({
        id,
        kind: "totp",
        name,
        createdAt: iso(created_at),
        lastUsedAt: last_used_at === null ? null : iso(last_used_at),
      })),
      recoveryCodesLeft: await repository.countCodes(accountId),
      rememberedDevices: remembered.map((row) => ({
        id: row.id,
        agent: row.agent,
        createdAt: iso(row.created_at),
        lastUsedAt: iso(row.last_used_at),
        expiresAt: iso(row.expires_at),
      })),
    };
  };
};

/** Builds the service. */
export const createMfa = (parts: MfaParts): Mfa => {
  const firstFactors = new Map<string, FirstFactor>();
  const others: OtherFactor[] = [];
  return {
    ...createSetup(parts),
    ...createRemovals(parts, others),
    next: createNext(parts),
    verify: createVerify(parts, firstFactors),
    registerFirstFactor: (name, factor) => {
      firstFactors.set(name, factor);
    },
    prove: createProve(parts),
    isEnabled: async (accountId) => (await parts.repository.find(accountId))?.mfa === 1,
    registerOtherFactor: (factor) => {
      others.push(factor);
    },
    isGuarded: async (accountId) => {
      const account = await parts.repository.find(accountId);
      if (account === undefined || account.mfa === 1) return account !== undefined;
      if (!parts.accounts.needsSecondFactor(account.role)) return false;
      for (const { has } of others) if (await has(accountId)) return true;
      return false;
    },
    overview: createOverview(parts),
    forgetDevice: parts.challenges.forgetRemembered,
  };
};
