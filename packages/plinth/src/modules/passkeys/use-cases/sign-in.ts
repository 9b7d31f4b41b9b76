import type { AccountRow } from "#modules/accounts";
import { announce, type Origin, type PreparedSession, type Proof } from "#modules/sessions";
import { passkeyErrors } from "../errors.ts";
import { type PasskeyParts, requireRelyingParty } from "../parts.ts";
import type { Assertion } from "../webauthn/verifier.ts";
import { createAssertions, type Showing } from "./assertions.ts";
import { type RequestOptions, requestOptions } from "./options.ts";

/** A passkey has checked its owner's body or PIN: possession and the second kind in one step. */
export const BY_PASSKEY: Proof = { factors: ["passkey"], assurance: 2 };

/** What a sign-in with a passkey brings. */
export interface SignInRequest {
  readonly assertion: Assertion;
  /** Value of the device cookie. */
  readonly device: string | undefined;
  /** Value of the session cookie that is there already. */
  readonly cookie: string | undefined;
  readonly origin: Origin;
}

/** A completed sign-in. */
export interface SignedIn {
  readonly account: AccountRow;
  readonly session: PreparedSession;
  /** New value of the device cookie. */
  readonly device: string;
}

/** Signing in with a passkey. */
export interface SignIn {
  /**
   * Options for `navigator.credentials.get`: the same for everybody, whoever has an account.
   * @throws {AppError} PASSKEYS_UNAVAILABLE
   */
  readonly beginSignIn: () => RequestOptions;
  /** @throws {AppError} PASSKEY_REFUSED, the same for every reason; PASSKEYS_UNAVAILABLE. */
  readonly finishSignIn: (request: SignInRequest) => Promise<SignedIn>;
}

/** Builds signing in with a passkey. */
export const createSignIn = (parts: PasskeyParts): SignIn => {
  const { challenges, sessions, devices, verifier, background } = parts;
  const assertions = createAssertions(parts);
  return {
    beginSignIn: () => {
      const relyingParty = requireRelyingParty(parts);
      background.run("library of passkeys", verifier.warmUp);
      return requestOptions(challenges, challenges.issue("sign-in"), relyingParty);
    },
    finishSignIn: async ({ assertion, device, cookie, origin }) => {
      const showing: Showing = {
        purpose: "sign-in",
        assertion,
        accountId: undefined,
        relyingParty: requireRelyingParty(parts),
        origin,
      };
      const judged = await assertions.judge(showing);
      if (judged === undefined) throw passkeyErrors.make.PASSKEY_REFUSED();
      const { account } = judged;
      const session = sessions.prepare(account, origin, BY_PASSKEY);
      const spent = await assertions.spend(showing, judged, {
        session,
        replacesCookie: cookie === undefined ? undefined : sessions.cookieHash(cookie),
      });
      if (spent === undefined) throw passkeyErrors.make.PASSKEY_REFUSED();
      if (spent.endedSession !== undefined) sessions.forget(spent.endedSession);
      sessions.started(session);
      announce(parts, { name: "passkey.used", severity: "info", accountId: account.id, origin });
      return { account, session, device: devices.remember(device, account.id) };
    },
  };
};
