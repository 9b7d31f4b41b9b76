import type { AccountRow } from "#modules/accounts";
import type { SecondFactorChallenge } from "#modules/mfa";
import type { Origin, PreparedSession } from "#modules/sessions";
import { isLocked } from "#services/lockout";
import { credentialErrors } from "../errors.ts";
import {
  type CredentialParts,
  readAddress,
  referenceTo,
  refuseFaults,
  standInFor,
  subjectOf,
} from "../parts.ts";
import type { AccountWithPassword, LockSubject } from "../repository.ts";
import { createFailures, type Reason } from "./failures.ts";
import type { LockNotice } from "./unlock.ts";

/** What a sign-in brings. */
export interface SignInRequest {
  readonly email: string;
  readonly password: string;
  /** Value of the device cookie. */
  readonly device: string | undefined;
  /** Value of the session cookie that is there already. */
  readonly cookie: string | undefined;
  /** Value of the cookie of remembered devices. */
  readonly remembered?: string | undefined;
  readonly origin: Origin;
}

/** What a successful sign-in gives. */
export interface SignedIn {
  readonly kind: "signed-in";
  readonly account: AccountRow;
  readonly session: PreparedSession;
  /** New value of the device cookie. */
  readonly device: string;
}

/** A right password signs in, or asks for a second factor: then nothing was started or forgiven. */
export type SignInOutcome = SignedIn | SecondFactorChallenge;

const lockSubject = (
  parts: CredentialParts,
  found: AccountWithPassword | undefined,
  request: SignInRequest,
  address: string,
): LockSubject => {
  if (found === undefined) return standInFor(parts.keyring, address);
  const accountId = found.account.id;
  return subjectOf(accountId, parts.devices.deviceOf(request.device, accountId));
};

/** Counts the failure and gives the one refusal. */
const createRefusal = (parts: CredentialParts, notice: Pick<LockNotice, "tell">) => {
  const fail = createFailures(parts, notice);
  return async (
    of: LockSubject,
    reason: Reason,
    found: AccountWithPassword | undefined,
    request: SignInRequest & { readonly address: string },
  ): Promise<never> => {
    const { origin, address } = request;
    const subject = found?.account.id ?? referenceTo(parts.keyring, address);
    await fail({ of, reason, account: found?.account, subject, event: "signin.failed", origin });
    throw credentialErrors.make.INVALID_CREDENTIALS();
  };
};

/**
 * Signs in. Unknown address, wrong password, locked and disabled account take the same steps – two
 * reads, one password check, one durable write – and get the same answer (ID-19, P-082).
 */
export const createSignIn = (parts: CredentialParts, notice: Pick<LockNotice, "tell">) => {
  const { repository, sessions, mfa, hasher, clock, background, devices } = parts;
  const refuse = createRefusal(parts, notice);

  const upgrade = ({ account, password }: AccountWithPassword, text: string): void => {
    if (password === undefined || !hasher.needsUpgrade(password)) return;
    background.run("better password hash", async () => {
      const stored = await hasher.hash(text);
      await repository.upgrade(
        { account_id: account.id, changed_at: password.changed_at, ...stored },
        password.hash,
      );
    });
  };

  return async (given: SignInRequest): Promise<SignInOutcome> => {
    const { address, faults } = readAddress(given.email);
    refuseFaults(faults);
    const request = { ...given, address };
    const found = await repository.findByEmail(address);
    const of = lockSubject(parts, found, request, address);
    const lock = await repository.lockOf(of.subject);
    const stored = found?.password;
    // Asked for whoever signs in: what depends on the address is the check alone.
    const standIn = await parts.hashStandIns.pick(address);
    const isRight =
      stored === undefined
        ? await hasher.verifyUnknown(given.password, standIn)
        : await hasher.verify(given.password, stored);
    if (found === undefined) return refuse(of, "unknown", found, request);
    const { account } = found;
    const now = clock.now();
    if (isLocked(lock, now)) return refuse(of, "locked", found, request);
    if (!isRight) return refuse(of, "wrong-password", found, request);
    if (account.disabled_at !== null) return refuse(of, "disabled", found, request);
    const next = await mfa.next({
      account,
      firstFactor: "password",
      deviceId: devices.deviceOf(given.device, account.id),
      remembered: given.remembered,
      origin: given.origin,
    });
    upgrade(found, given.password);
    if (next.kind === "challenge") return next;
    const session = sessions.prepare(account, given.origin, next.proof);
    const admission = await repository.admit({
      subject: of,
      session,
      replacesCookie: given.cookie === undefined ? undefined : sessions.cookieHash(given.cookie),
      now,
    });
    if (!admission.isAdmitted) return refuse(of, "locked", found, request);
    if (admission.endedSession !== undefined) sessions.forget(admission.endedSession);
    sessions.started(session);
    const device = devices.remember(given.device, account.id);
    return { kind: "signed-in", account, session, device };
  };
};
