import { hashToken } from "#crypto";
import { accountErrors, accountStatements } from "#modules/accounts";
import { announce, type Origin } from "#modules/sessions";
import { type Static, strictObject, Type } from "#policy";
import { answerLeft } from "#services/background";
import {
  defineJob,
  type HandledJob,
  handleJob,
  type JobContext,
  type JobOrigin,
  type OpenTransaction,
} from "#services/jobs";
import { lockedMail } from "../mails.ts";
import type { CredentialParts } from "../parts.ts";

const BegunLock = strictObject({
  /** Null for an address without an account, whose lock costs the same. */
  accountId: Type.Union([Type.String(), Type.Null()]),
  lockedUntil: Type.Integer(),
  /** Absent for failed tries. */
  why: Type.Optional(Type.Literal("places")),
});

/** Enqueued for every lock that begins; what it finds must not show in the answer. */
const tellAboutLock = defineJob({ name: "tell-about-lock", payload: BegunLock });

/** Tells owners about locks, with a link that lifts them (ID-12). */
export interface LockNotice {
  /** Takes the notice in with the transaction that locks. */
  readonly tell: (
    tx: OpenTransaction,
    lock: Static<typeof BegunLock>,
    origin: JobOrigin,
  ) => Promise<unknown>;
  readonly handled: HandledJob;
}

/** Builds it. */
export const createLockNotice = (parts: CredentialParts): LockNotice => {
  const { accounts, mail, jobs, mailContext } = parts;
  const send = async (
    { accountId, lockedUntil, why }: Static<typeof BegunLock>,
    { complete, origin }: JobContext,
  ): Promise<void> => {
    await answerLeft();
    const account = accountId === null ? undefined : await accounts.find(accountId);
    if (account === undefined) return;
    const { id, email, language } = account;
    const link = accounts.prepareLink(id, "unlock");
    const text = lockedMail(mailContext(language), lockedUntil, link.url, why);
    await complete(async (tx) => {
      await accountStatements(tx).insertToken(link.row);
      await mail.send({ to: email, accountId: id, origin, ...text }, tx);
    });
  };
  return {
    handled: handleJob(tellAboutLock, send),
    tell: (tx, lock, origin) =>
      jobs.enqueue(
        tellAboutLock,
        lock,
        { origin, ...(lock.accountId === null ? {} : { subject: lock.accountId }) },
        tx,
      ),
  };
};

/** Lifts a lock with the link of the mail; whoever has it reads the owner's mail. */
export const createUnlock = (parts: CredentialParts) => {
  const { repository, clock } = parts;
  return async (token: string, origin: Origin): Promise<void> => {
    const accountId = await repository.unlock(hashToken(token), clock.now());
    if (accountId === undefined) throw accountErrors.make.LINK_INVALID();
    announce(parts, {
      name: "account.unlocked",
      severity: "info",
      accountId,
      origin,
      data: { by: "mail" },
    });
  };
};
