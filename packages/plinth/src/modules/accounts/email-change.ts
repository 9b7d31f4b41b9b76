import { type Clock, type Events, type FieldFault, platformErrors } from "#core";
import { hashToken } from "#crypto";
import { idText, type Static, strictObject, Type } from "#policy";
import { answerLeft } from "#services/background";
import { defineJob, handleJob, type JobContext, type JobQueue } from "#services/jobs";
import { addressFault, type MailContextOf, type Mails, normaliseAddress } from "#services/mail";
import { accountErrors } from "./errors.ts";
import type { createLinks } from "./links.ts";
import {
  addressChangedMail,
  addressTakenMail,
  addressWantedMail,
  newAddressMail,
} from "./mails.ts";
import { type AccountRepository, accountStatements } from "./repository.ts";

const WantedChange = strictObject({ accountId: idText(), email: Type.String() });

/** Tells both addresses of a wanted change; what it finds must not show in the answer. */
const announceChange = defineJob({
  name: "announce-address-change",
  payload: WantedChange,
  isSecret: true,
});

/** Where the link was used. */
export interface EmailChangeOrigin {
  readonly requestId: string;
  readonly clientAddress: string;
}

/** What a change of address is built from. */
export interface EmailChangeParts {
  readonly repository: AccountRepository;
  readonly clock: Clock;
  readonly events: Events;
  readonly mail: Mails;
  readonly jobs: JobQueue;
  readonly mailContext: MailContextOf;
  readonly prepareLink: ReturnType<typeof createLinks>;
  /** Announces that an account is not what it was. */
  readonly changed: (accountId: string) => void;
}

const refuse = (fault: FieldFault) => platformErrors.make.VALIDATION_ERROR({ faults: [fault] });

/** Builds the two steps of a change of address (ID-18). */
export const createEmailChange = (parts: EmailChangeParts) => {
  const { repository, clock, mail, jobs, mailContext, prepareLink } = parts;

  const announce = async (
    { accountId, email: next }: Static<typeof WantedChange>,
    { complete, origin }: JobContext,
  ): Promise<void> => {
    // The answer is the same whether the new address has an account or not; so is its time.
    await answerLeft();
    const account = await repository.find(accountId);
    if (account === undefined) return;
    const owner = await repository.findByEmail(next);
    const link = prepareLink(accountId, "email", next);
    const common = { accountId, origin };
    const context = mailContext(account.language);
    const toOld = { ...common, to: account.email, ...addressWantedMail(context) };
    const text =
      owner === undefined
        ? newAddressMail(context, link.url)
        : addressTakenMail(mailContext(owner.language));
    await complete(async (tx) => {
      if (owner === undefined) await accountStatements(tx).insertToken(link.row);
      await mail.send(toOld, tx);
      await mail.send({ ...common, to: next, ...text }, tx);
    });
  };

  return {
    handled: [handleJob(announceChange, announce)],
    requestEmailChange: async (
      accountId: string,
      email: string,
      requestId?: string,
    ): Promise<void> => {
      const next = normaliseAddress(email);
      if (next === undefined) throw refuse(addressFault("body.email"));
      const account = await repository.find(accountId);
      if (account === undefined) throw platformErrors.make.AUTHENTICATION_ERROR();
      if (account.email === next) {
        throw refuse({
          field: "body.email",
          rule: "different",
          message: "is your address already",
        });
      }
      await jobs.enqueue(
        announceChange,
        { accountId, email: next },
        { subject: accountId, ...(requestId === undefined ? {} : { origin: { requestId } }) },
      );
    },
    confirmEmailChange: async (token: string, origin: EmailChangeOrigin): Promise<void> => {
      const outcome = await repository.changeEmail(
        hashToken(token),
        clock.now(),
        (tx, { before: { id, email: old, language }, email }) => {
          const text = addressChangedMail(mailContext(language), email);
          return mail.send({ to: old, accountId: id, origin, ...text }, tx);
        },
      );
      // Somebody opened an account with the address meanwhile; whoever has the link reads its mail.
      if (outcome === "invalid" || outcome === "taken") throw accountErrors.make.LINK_INVALID();
      const { before } = outcome;
      parts.changed(before.id);
      parts.events.emit("security", {
        name: "account.email-changed",
        severity: "info",
        ...origin,
        subject: before.id,
      });
    },
  };
};
