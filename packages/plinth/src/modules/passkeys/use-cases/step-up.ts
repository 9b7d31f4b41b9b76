import { platformErrors } from "#core";
import { credentialErrors } from "#modules/credentials";
import type { RaisedSession } from "#modules/sessions";
import { type PasskeyParts, requireRelyingParty } from "../parts.ts";
import type { Assertion } from "../webauthn/verifier.ts";
import { createAssertions, type Showing } from "./assertions.ts";
import type { Owner } from "./changes.ts";
import { type RequestOptions, requestOptions } from "./options.ts";
import { BY_PASSKEY } from "./sign-in.ts";

/** Showing again who one is, with a passkey. */
export interface StepUp {
  /** @throws {AppError} CONFLICT without a passkey; PASSKEYS_UNAVAILABLE. */
  readonly beginStepUp: (accountId: string) => Promise<RequestOptions>;
  /**
   * Notes the proof on the session, which gets a new id.
   * @throws {AppError} STEP_UP_FAILED, the same for every reason; PASSKEYS_UNAVAILABLE.
   */
  readonly finishStepUp: (owner: Owner, assertion: Assertion) => Promise<RaisedSession>;
}

/** Builds showing again who one is. */
export const createStepUp = (parts: PasskeyParts): StepUp => {
  const { repository, challenges, sessions, verifier, background } = parts;
  const assertions = createAssertions(parts);
  return {
    beginStepUp: async (accountId) => {
      const relyingParty = requireRelyingParty(parts);
      const passkeys = await repository.passkeysOf(accountId);
      if (passkeys.length === 0) {
        throw platformErrors.make.CONFLICT({ detail: "This account has no passkey." });
      }
      background.run("library of passkeys", verifier.warmUp);
      const challenge = challenges.issue("step-up", accountId);
      return requestOptions(challenges, challenge, relyingParty, passkeys);
    },
    finishStepUp: async ({ accountId, sessionId, origin }, assertion) => {
      const showing: Showing = {
        purpose: "step-up",
        assertion,
        accountId,
        relyingParty: requireRelyingParty(parts),
        origin,
      };
      const judged = await assertions.judge(showing);
      const begins = { session: undefined, replacesCookie: undefined };
      const spent = judged && (await assertions.spend(showing, judged, begins));
      if (spent === undefined) throw credentialErrors.make.STEP_UP_FAILED();
      const raised = await sessions.raise(accountId, sessionId, BY_PASSKEY);
      // The session ended while its holder was looking for the key.
      if (raised === undefined) throw platformErrors.make.AUTHENTICATION_ERROR();
      return raised;
    },
  };
};
