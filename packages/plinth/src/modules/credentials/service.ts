import type { Origin } from "#modules/sessions";
import type { CredentialParts } from "./parts.ts";
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
import { createSignIn, type SignedIn, type SignInRequest } from "./use-cases/sign-in.ts";
import { createSignUp, type SignedUp, type SignUpRequest } from "./use-cases/sign-up.ts";
import { createUnlock } from "./use-cases/unlock.ts";

/** Passwords: opening accounts with them, signing in, changing and replacing them. */
export interface Credentials extends Administration {
  /** @throws {AppError} VALIDATION_ERROR with every fault of address and password together. */
  readonly signUp: (request: SignUpRequest) => Promise<SignedUp>;
  /** @throws {AppError} INVALID_CREDENTIALS, the same for every reason. */
  readonly signIn: (request: SignInRequest) => Promise<SignedIn>;
  /** @throws {AppError} CURRENT_PASSWORD_WRONG, VALIDATION_ERROR. */
  readonly changePassword: (request: ChangeRequest) => Promise<PasswordSet>;
  /** @throws {AppError} VALIDATION_ERROR when the text is no address; nothing else shows. */
  readonly forgotPassword: (email: string) => void;
  /** @throws {AppError} LINK_INVALID, VALIDATION_ERROR. */
  readonly resetPassword: (request: ResetRequest) => Promise<PasswordSet>;
  /** @throws {AppError} LINK_INVALID */
  readonly unlockByMail: (token: string, origin: Origin) => Promise<void>;
  readonly passwordPolicy: {
    readonly minLength: number;
    readonly rules: readonly PasswordRule[];
  };
  readonly checkPassword: (password: string, owner: PasswordOwner) => PasswordVerdict;
}

/** Builds the service. */
export const createCredentials = (parts: CredentialParts): Credentials => {
  const { policy } = parts;
  return {
    ...createAdministration(parts),
    signUp: createSignUp(parts),
    signIn: createSignIn(parts),
    changePassword: createChange(parts),
    forgotPassword: createForgot(parts),
    resetPassword: createReset(parts),
    unlockByMail: createUnlock(parts),
    passwordPolicy: { minLength: policy.minLength, rules: policy.rules },
    checkPassword: policy.check,
  };
};
