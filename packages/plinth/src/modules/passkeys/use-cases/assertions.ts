import type { AccountRow } from "#modules/accounts";
import { announce, type Origin, type PreparedSession, tellOwner } from "#modules/sessions";
import { passkeyClonedMail } from "../mails.ts";
import { type PasskeyParts, type Reason, userHandleOf } from "../parts.ts";
import type { PasskeyRow } from "../rows.ts";
import type { ReadChallenge } from "../webauthn/challenges.ts";
import type { RelyingParty } from "../webauthn/relying-party.ts";
import { type Assertion, readClientData, type VerifiedUse } from "../webauthn/verifier.ts";

/** A passkey that is shown. */
export interface Showing {
  readonly purpose: "sign-in" | "step-up";
  readonly assertion: Assertion;
  /** Whose it must be; undefined where it tells who signs in. */
  readonly accountId: string | undefined;
  readonly relyingParty: RelyingParty;
  readonly origin: Origin;
}

/** One that is right as far as it goes: nothing is spent yet. */
export interface Judged {
  readonly account: AccountRow;
  readonly passkey: PasskeyRow;
  readonly challenge: ReadChallenge;
  readonly use: VerifiedUse;
}

type Verdict = Judged | { readonly reason: Reason; readonly accountId?: string | undefined };

/** Judges passkeys that are shown, and lets a use count once. */
export const createAssertions = (parts: PasskeyParts) => {
  const { repository, challenges, verifier, clock } = parts;

  const judge = async (showing: Showing): Promise<Verdict> => {
    const { purpose, assertion, accountId, relyingParty } = showing;
    const { clientDataJSON, userHandle } = assertion.response;
    const text = readClientData(clientDataJSON)?.challenge ?? "";
    const challenge = challenges.read(text, purpose, accountId);
    if (challenge === undefined) return { reason: "challenge", accountId };
    const found = await repository.findByCredential(assertion.id);
    if (found === undefined) return { reason: "unknown", accountId };
    const { passkey, account } = found;
    const owner = account.id;
    if (accountId !== undefined && owner !== accountId) return { reason: "unknown", accountId };
    // Signing in begins with nobody named: then the authenticator has to name the same account.
    const isHandleMissing = userHandle === undefined || userHandle === null;
    const mayBeMissing = accountId !== undefined;
    const isHandleRight = isHandleMissing ? mayBeMissing : userHandle === userHandleOf(owner);
    if (!isHandleRight) return { reason: "user-handle", accountId: owner };
    const use = await verifier.readAssertion(
      assertion,
      { challenge: text, relyingParty },
      { credentialId: passkey.credential_id, publicKey: passkey.public_key },
    );
    if (use === undefined) return { reason: "response", accountId: owner };
    if (account.disabled_at !== null) return { reason: "disabled", accountId: owner };
    return { account, passkey, challenge, use };
  };

  const refused = (
    { purpose, origin }: Showing,
    reason: Reason,
    accountId: string | undefined,
  ): undefined => {
    parts.countCheck(purpose, reason);
    announce(parts, {
      name: "passkey.failed",
      severity: "warning",
      accountId,
      origin,
      data: { purpose, reason },
    });
    return undefined;
  };

  const cloned = (showing: Showing, { account }: Judged, isFirst: boolean): void => {
    const { purpose, origin } = showing;
    parts.countCheck(purpose, "cloned");
    announce(parts, {
      name: "passkey.cloned",
      // One alert until it is used well again; what follows is the same copy.
      severity: isFirst ? "alert" : "warning",
      accountId: account.id,
      origin,
      data: { purpose },
    });
  };

  return {
    /** Undefined, and counted and announced, when it is not right. */
    judge: async (showing: Showing): Promise<Judged | undefined> => {
      const verdict = await judge(showing);
      return "reason" in verdict ? refused(showing, verdict.reason, verdict.accountId) : verdict;
    },
    /** Lets a use count, with the session that it begins; undefined when it must not. */
    spend: async (
      showing: Showing,
      judged: Judged,
      begins: {
        readonly session: PreparedSession | undefined;
        readonly replacesCookie: string | undefined;
      },
    ): Promise<{ readonly endedSession: string | undefined } | undefined> => {
      const { account, passkey, challenge, use } = judged;
      const now = clock.now();
      const outcome = await repository.use({
        challenge,
        passkeyId: passkey.id,
        ...use,
        now,
        ...begins,
        onClone: (tx) => {
          const text = passkeyClonedMail(parts.mailContext(account.language), now);
          return tellOwner(parts, tx, account, text, showing.origin);
        },
      });
      if (outcome.kind === "cloned") {
        cloned(showing, judged, outcome.isFirst);
        return undefined;
      }
      if (outcome.kind !== "used") {
        const reason = outcome.kind === "replayed" ? "replayed" : "unknown";
        return refused(showing, reason, account.id);
      }
      parts.countCheck(showing.purpose, "right");
      parts.background.run("old passkey challenges", () => repository.removeExpired(now));
      return outcome;
    },
  };
};
