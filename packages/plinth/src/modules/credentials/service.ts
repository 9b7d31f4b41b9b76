import type { Origin, RaisedSession } from "#modules/sessions";
import type { Alerts } from "#services/alerts";
import type { HandledJob } from "#services/jobs";
import { type CredentialParts, subjectOf } from "./parts.ts";
import type { PasswordOwner, PasswordRule, PasswordVerdict } from "./policy/index.ts";
import { type Administration, createAdministration } from "./use-cases/administration.ts";
import {
  type ChangeRequest,
  createChange,
  createForgot,
  createReset,
  type PasswordSet,
  type ResetRequest,
} from "./use-cases/passwords.ts";
import { createProtect, type Protect } from "./use-cases/protect.ts";
import { createSignIn, type SignInOutcome, type SignInRequest } from "./use-cases/sign-in.ts";
import { createSignUp, type SignedUp, type SignUpRequest } from "./use-cases/sign-up.ts";
import { createStepUp, type StepUpRequest } from "./use-cases/step-up.ts";
import { createLockNotice, createUnlock } from "./use-cases/unlock.ts";

/** Passwords: opening accounts with them, signing in, changing and replacing them. */
export interface Credentials extends Administration {
  /** @throws {AppError} VALIDATION_ERROR with every fault of address and password together. */
  readonly signUp: (request: SignUpRequest, requestId?: string) => Promise<SignedUp>;
  /** @throws {AppError} INVALID_CREDENTIALS, the same for every reason. */
  readonly signIn: (request: SignInRequest) => Promise<SignInOutcome>;
  /**
   * Notes a new proof on a session, which gets a new id.
   * @throws {AppError} STEP_UP_FAILED; VALIDATION_ERROR for what cannot be a code.
   */
  readonly stepUp: (request: StepUpRequest) => Promise<RaisedSession>;
  /** @throws {AppError} CURRENT_PASSWORD_WRONG, VALIDATION_ERROR. */
  readonly changePassword: (request: ChangeRequest) => Promise<PasswordSet>;
  /**
   * Resolves when the wish is durable.
   * @throws {AppError} VALIDATION_ERROR when the text is no address; nothing else shows.
   */
  readonly forgotPassword: (email: string, requestId?: string) => Promise<void>;
  /** @throws {AppError} LINK_INVALID, VALIDATION_ERROR. */
  readonly resetPassword: (request: ResetRequest) => Promise<PasswordSet>;
  /** @throws {AppError} LINK_INVALID */
  readonly unlockByMail: (token: string, origin: Origin) => Promise<void>;
  readonly passwordPolicy: {
    readonly minLength: number;
    readonly rules: readonly PasswordRule[];
  };
  readonly checkPassword: (password: string, owner: PasswordOwner) => PasswordVerdict;
  /** Locks an account that somebody else seems to be in, and ends its sessions. */
  readonly protect: Protect;
  /** What the queue does of passwords. */
  readonly handled: readonly HandledJob[];
}

/** Builds the service. */
export const createCredentials = (
  parts: CredentialParts & { readonly alerts: Pick<Alerts, "respond"> },
): Credentials => {
  const { policy, mfa, repository } = parts;
  // A failed second factor must not reset the count: only a completed sign-in does (P-080).
  mfa.registerFirstFactor("password", {
    admit: (tx, { accountId, deviceId, now }) =>
      repository.passLock(subjectOf(accountId, deviceId), now, tx),
  });
  const notice = createLockNotice(parts);
  const { forgotPassword, handled } = createForgot(parts);
  return {
    ...createAdministration(parts),
    handled: [handled, notice.handled],
    signUp: createSignUp(parts),
    signIn: createSignIn(parts, notice),
    stepUp: createStepUp(parts, notice),
    changePassword: createChange(parts),
    forgotPassword,
    resetPassword: createReset(parts),
    unlockByMail: createUnlock(parts),
    protect: createProtect(parts, notice),
    passwordPolicy: { minLength: policy.minLength, rules: policy.rules },
    checkPassword: policy.check,
  };
};
