import { hashToken } from "#crypto";
import {
  type AccountRow,
  type AlsoWrite,
  accountErrors,
  accountStatements,
} from "#modules/accounts";
import { announce, type Origin, tellOwner } from "#modules/sessions";
import { type Static, strictObject, Type } from "#policy";
import { answerLeft } from "#services/background";
import { defineJob, type HandledJob, handleJob, type JobContext } from "#services/jobs";
import { credentialErrors } from "../errors.ts";
import { passwordChangedMail, RESET, resetMail } from "../mails.ts";
import { type CredentialParts, ownerOf, readAddress, refuseFaults } from "../parts.ts";
import { RESETS } from "../repository.ts";

/** A change by someone who is signed in. */
export interface ChangeRequest {
  readonly accountId: string;
  readonly sessionId: string;
  readonly currentPassword: string;
  readonly newPassword: string;
  /** Value of the device cookie. */
  readonly device: string | undefined;
  readonly origin: Origin;
}

/** A new password by the link of a mail, or by a set-up link. */
export interface ResetRequest {
  readonly token: string;
  readonly password: string;
  readonly device: string | undefined;
  readonly origin: Origin;
}

/** New value of the device cookie: whoever proved to be the owner is not locked out afterwards. */
export interface PasswordSet {
  readonly device: string;
}

const WantedReset = strictObject({ address: Type.String() });

/** Asked for of every address alike; what it finds must not show in the answer. */
const sendResetLink = defineJob({ name: "send-reset-link", payload: WantedReset, isSecret: true });

/** Tells the owner, exactly if the password is another. */
const tellOfChange =
  (parts: CredentialParts, account: AccountRow, origin: Origin): AlsoWrite =>
  (tx) => {
    const text = passwordChangedMail(parts.mailContext(account.language), parts.clock.now());
    return tellOwner(parts, tx, account, text, origin);
  };

/** Changes the password: asks for the current one, ends all other sessions, tells the owner. */
export const createChange = (parts: CredentialParts) => {
  const { repository, accounts, hasher, policy, clock, devices } = parts;
  return async (request: ChangeRequest): Promise<PasswordSet> => {
    const { accountId, currentPassword, newPassword, origin } = request;
    const found = await repository.findById(accountId);
    const stored = found?.password;
    const isRight =
      stored === undefined
        ? await hasher.verifyUnknown(currentPassword)
        : await hasher.verify(currentPassword, stored);
    const wrong = () =>
      credentialErrors.make.CURRENT_PASSWORD_WRONG({
        faults: [{ field: "body.currentPassword", rule: "wrong", message: "is not right" }],
      });
    if (found === undefined || stored === undefined || !isRight) {
      announce(parts, {
        name: "password.change-refused",
        severity: "warning",
        accountId,
        origin,
      });
      throw wrong();
    }
    const { account } = found;
    refuseFaults([
      ...policy.faults("body.newPassword", newPassword, ownerOf(account)),
      ...(newPassword === currentPassword
        ? [{ field: "body.newPassword", rule: "different", message: "must be another password" }]
        : []),
    ]);
    const password = { account_id: accountId, changed_at: clock.now() };
    const isChanged = await repository.change({
      password: { ...password, ...(await hasher.hash(newPassword)) },
      oldHash: stored.hash,
      keptSession: request.sessionId,
      also: tellOfChange(parts, account, origin),
    });
    // Somebody else was faster; what was current is not any more.
    if (!isChanged) throw wrong();
    accounts.changed(accountId);
    announce(parts, { name: "password.changed", severity: "info", accountId, origin });
    return { device: devices.remember(request.device, accountId) };
  };
};

/** Forgotten passwords: what whoever asks waits for, and what the queue does of it. */
export interface Forgot {
  readonly forgotPassword: (email: string, requestId?: string) => Promise<void>;
  readonly handled: HandledJob;
}

/**
 * Sends a link that sets a new password, to a known address. Every address becomes the same job, and
 * all that depends on it happens after the answer, so there is nothing to tell from it (ID-15, P-082).
 */
export const createForgot = (parts: CredentialParts): Forgot => {
  const { repository, accounts, mail, jobs } = parts;
  const send = async (
    { address }: Static<typeof WantedReset>,
    { complete, origin }: JobContext,
  ): Promise<void> => {
    await answerLeft();
    const found = await repository.findByEmail(address);
    if (found === undefined || found.account.disabled_at !== null) return;
    if (!(await mail.hasRoom(address, RESET))) return;
    const { id, language } = found.account;
    const link = accounts.prepareLink(id, "reset");
    const text = resetMail(parts.mailContext(language), link.url);
    await complete(async (tx) => {
      await accountStatements(tx).insertToken(link.row);
      await mail.send({ to: address, accountId: id, origin, ...text }, tx);
    });
  };
  return {
    handled: handleJob(sendResetLink, send),
    forgotPassword: async (email, requestId) => {
      const { address, faults } = readAddress(email);
      refuseFaults(faults);
      await jobs.enqueue(
        sendResetLink,
        { address },
        requestId === undefined ? {} : { origin: { requestId } },
      );
    },
  };
};

/** Sets a password by a link: single use, ends all sessions, lifts a lock, tells the owner. */
export const createReset = (parts: CredentialParts) => {
  const { repository, accounts, hasher, policy, clock, devices } = parts;
  return async ({ token, password, device, origin }: ResetRequest): Promise<PasswordSet> => {
    const tokenHash = hashToken(token);
    // A refused password must not spend the link, so the rules come before the consumption.
    const account = await repository.peek(tokenHash, RESETS, clock.now());
    if (account === undefined) throw accountErrors.make.LINK_INVALID();
    refuseFaults(policy.faults("body.password", password, ownerOf(account)));
    const stored = await hasher.hash(password);
    const now = clock.now();
    const isSet = await repository.reset({
      tokenHash,
      password: { ...stored, changed_at: now },
      now,
      also: tellOfChange(parts, account, origin),
    });
    if (!isSet) throw accountErrors.make.LINK_INVALID();
    accounts.changed(account.id);
    announce(parts, {
      name: "password.reset",
      severity: "info",
      accountId: account.id,
      origin,
    });
    return { device: devices.remember(device, account.id) };
  };
};
