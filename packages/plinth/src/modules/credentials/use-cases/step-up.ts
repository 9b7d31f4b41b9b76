import { platformErrors } from "#core";
import type { Method } from "#modules/mfa";
import type { Origin, Proof, RaisedSession } from "#modules/sessions";
import { isLocked } from "#services/lockout";
import { credentialErrors } from "../errors.ts";
import { type CredentialParts, subjectOf } from "../parts.ts";
import { createFailures } from "./failures.ts";
import type { LockNotice } from "./unlock.ts";

/** Somebody who is signed in shows again who they are. */
export interface StepUpRequest {
  readonly accountId: string;
  readonly sessionId: string;
  readonly method: "password" | Method;
  readonly secret: string;
  /** Value of the device cookie. */
  readonly device: string | undefined;
  readonly origin: Origin;
}

/** Judges the password of somebody who is signed in; failures count like those of a sign-in. */
const createPasswordProof = (parts: CredentialParts, notice: Pick<LockNotice, "tell">) => {
  const { repository, hasher, hashStandIns, devices, clock } = parts;
  const fail = createFailures(parts, notice);
  return async (request: StepUpRequest): Promise<Proof | undefined> => {
    const { accountId, secret, device, origin } = request;
    const of = subjectOf(accountId, devices.deviceOf(device, accountId));
    const found = await repository.findById(accountId);
    const lock = await repository.lockOf(of.subject);
    const stored = found?.password;
    const isRight =
      stored === undefined
        ? await hasher.verifyUnknown(secret, await hashStandIns.pick(accountId))
        : await hasher.verify(secret, stored);
    const now = clock.now();
    const isShut = isLocked(lock, now);
    if (isRight && !isShut && (await repository.passLock(of, now))) {
      return { factors: ["password"], assurance: 1 };
    }
    await fail({
      of,
      reason: isRight || isShut ? "locked" : "wrong-password",
      account: found?.account,
      subject: accountId,
      event: "step-up.failed",
      origin,
    });
    return undefined;
  };
};

/**
 * Notes a new proof on the session of somebody who is signed in. A password makes it fresh, a code
 * of a second factor raises it; either gives the session a new id (P-117).
 */
export const createStepUp = (parts: CredentialParts, notice: Pick<LockNotice, "tell">) => {
  const { mfa, sessions } = parts;
  const byPassword = createPasswordProof(parts, notice);
  return async (request: StepUpRequest): Promise<RaisedSession> => {
    const { accountId, sessionId, method, secret, device, origin } = request;
    const proof =
      method === "password"
        ? await byPassword(request)
        : await mfa.prove({
            accountId,
            method,
            code: secret,
            field: "body.secret",
            device,
            origin,
          });
    if (proof === undefined) throw credentialErrors.make.STEP_UP_FAILED();
    const raised = await sessions.raise(accountId, sessionId, proof);
    // The session ended while its holder was typing.
    if (raised === undefined) throw platformErrors.make.AUTHENTICATION_ERROR();
    return raised;
  };
};
