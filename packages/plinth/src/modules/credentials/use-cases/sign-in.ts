import type { AccountRow } from "#modules/accounts";
import type { Origin, PreparedSession } from "#modules/sessions";
import { isLocked, type LockState } from "#services/lockout";
import { credentialErrors } from "../errors.ts";
import {
  type CredentialParts,
  eventOrigin,
  readAddress,
  referenceTo,
  refuseFaults,
  standInFor,
} from "../parts.ts";
import type { AccountWithPassword, LockSubject } from "../repository.ts";
import { createLockNotice } from "./unlock.ts";

/** What a sign-in brings. */
export interface SignInRequest {
  readonly email: string;
  readonly password: string;
  /** Value of the device cookie. */
  readonly device: string | undefined;
  /** Value of the session cookie that is there already. */
  readonly cookie: string | undefined;
  readonly origin: Origin;
}

/** What a successful sign-in gives. */
export interface SignedIn {
  readonly account: AccountRow;
  readonly session: PreparedSession;
  /** New value of the device cookie. */
  readonly device: string;
}

type Reason = "unknown" | "wrong-password" | "locked" | "disabled";

const lockSubject = (
  parts: CredentialParts,
  found: AccountWithPassword | undefined,
  request: SignInRequest,
  address: string,
): LockSubject => {
  if (found === undefined) return standInFor(parts.keyring, address);
  const accountId = found.account.id;
  const deviceId = parts.devices.deviceOf(request.device, accountId);
  return { subject: deviceId === undefined ? accountId : `${accountId}/${deviceId}`, accountId };
};

/** Counts the failure, tells whoever should know, and gives the one refusal. */
const createRefusal = (parts: CredentialParts) => {
  const { repository, clock, events, keyring, lockRule } = parts;
  const tellOwner = createLockNotice(parts);

  const announceLock = (account: AccountRow, after: LockState, origin: Origin): void => {
    const isFirst = after.lockLevel === 1;
    events.emit("security", {
      name: "account.locked",
      // One alert until somebody gets in; what follows is the same attack (ID-14).
      severity: isFirst ? "alert" : "warning",
      ...eventOrigin(origin),
      subject: account.id,
      data: { failures: after.failedAttempts, lock: after.lockLevel },
    });
    if (!isFirst) return;
    tellOwner(account, after.lockedUntil);
  };

  return async (
    of: LockSubject,
    reason: Reason,
    found: AccountWithPassword | undefined,
    request: SignInRequest & { readonly address: string },
  ): Promise<never> => {
    const { origin, address } = request;
    const { before, after } = await repository.recordFailure(of, clock.now(), lockRule);
    events.emit("security", {
      name: "signin.failed",
      severity: "warning",
      ...eventOrigin(origin),
      subject: found?.account.id ?? referenceTo(keyring, address),
      data: { reason },
    });
    if (found !== undefined && after.lockLevel > before.lockLevel) {
      announceLock(found.account, after, origin);
    }
    throw credentialErrors.make.INVALID_CREDENTIALS();
  };
};

/**
 * Signs in. Unknown address, wrong password, locked and disabled account take the same steps – two
 * reads, one password check, one durable write – and get the same answer (ID-19, P-082).
 */
export const createSignIn = (parts: CredentialParts) => {
  const { repository, sessions, hasher, clock, background, devices } = parts;
  const refuse = createRefusal(parts);

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

  return async (given: SignInRequest): Promise<SignedIn> => {
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
    const session = sessions.prepare(account, given.origin, {
      factors: ["password"],
      assurance: 1,
    });
    const admission = await repository.admit({
      subject: of,
      accountId: account.id,
      session,
      replacesCookie: given.cookie === undefined ? undefined : sessions.cookieHash(given.cookie),
      now,
    });
    if (!admission.isAdmitted) return refuse(of, "locked", found, request);
    if (admission.endedSession !== undefined) sessions.forget(admission.endedSession);
    sessions.started(session);
    upgrade(found, given.password);
    return { account, session, device: devices.remember(given.device, account.id) };
  };
};
