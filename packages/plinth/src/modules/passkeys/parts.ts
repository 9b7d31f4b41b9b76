import type { Clock, Events, IdGenerator } from "#core";
import type { Accounts } from "#modules/accounts";
import type { KnownDevices, Sessions } from "#modules/sessions";
import type { Background } from "#services/background";
import type { MailContextOf, Mails } from "#services/mail";
import { passkeyErrors } from "./errors.ts";
import type { PasskeyRepository } from "./repository.ts";
import type { Challenges } from "./webauthn/challenges.ts";
import type { RelyingParty } from "./webauthn/relying-party.ts";
import type { Verifier } from "./webauthn/verifier.ts";

/** What a passkey was shown for. */
export type Purpose = "register" | "sign-in" | "step-up";

/** Why a passkey was not taken; never told to whoever showed it. */
export type Reason =
  | "challenge"
  | "unknown"
  | "user-handle"
  | "response"
  | "disabled"
  | "replayed"
  | "cloned";

/** What the use cases of passkeys are built from. */
export interface PasskeyParts {
  readonly repository: PasskeyRepository;
  readonly challenges: Challenges;
  readonly verifier: Verifier;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly devices: KnownDevices;
  readonly clock: Clock;
  readonly newId: IdGenerator;
  readonly events: Events;
  readonly mail: Mails;
  readonly background: Background;
  /** Undefined where browsers have no passkeys at the present address. */
  readonly relyingParty: () => RelyingParty | undefined;
  readonly applicationName: string;
  readonly countCheck: (purpose: Purpose, outcome: "right" | Reason) => void;
  readonly mailContext: MailContextOf;
}

/**
 * The relying party at the present address.
 * @throws {AppError} PASSKEYS_UNAVAILABLE where there is none.
 */
export const requireRelyingParty = ({ relyingParty }: PasskeyParts): RelyingParty => {
  const found = relyingParty();
  if (found === undefined) throw passkeyErrors.make.PASSKEYS_UNAVAILABLE();
  return found;
};

/**
 * The user handle of an account (WebAuthn level 3 section 5.4.3): the bytes of its id. It is no
 * e-mail address or name, stays the same for all passkeys of an account, so that an authenticator
 * replaces instead of piling up, and survives a new SECRET_KEY, which a keyed value would not.
 */
export const userHandleOf = (accountId: string): string =>
  Buffer.from(accountId, "utf8").toString("base64url");
