import { type Clock, type Events, type FieldFault, platformErrors } from "#core";
import { hashToken } from "#crypto";
import type { Background } from "#services/background";
import { addressFault, type Mailer, normaliseAddress } from "#services/mail";
import { accountErrors } from "./errors.ts";
import type { createLinks } from "./links.ts";
import {
  addressChangedMail,
  addressTakenMail,
  addressWantedMail,
  newAddressMail,
} from "./mails.ts";
import type { AccountRepository } from "./repository.ts";

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
  readonly mail: Mailer;
  readonly background: Background;
  readonly applicationName: string;
  readonly prepareLink: ReturnType<typeof createLinks>;
  /** Announces that an account is not what it was. */
  readonly changed: (accountId: string) => void;
}

const refuse = (fault: FieldFault) => platformErrors.make.VALIDATION_ERROR({ faults: [fault] });

/** Builds the two steps of a change of address (ID-18). */
export const createEmailChange = (parts: EmailChangeParts) => {
  const { repository, clock, mail, background, applicationName, prepareLink } = parts;

  const send = async (accountId: string, old: string, next: string): Promise<void> => {
    await mail.send({ to: old, ...addressWantedMail(applicationName) });
    const owner = await repository.findByEmail(next);
    if (owner !== undefined) {
      await mail.send({ to: next, ...addressTakenMail(applicationName) });
      return;
    }
    const link = prepareLink(accountId, "email", next);
    await repository.saveToken(link.row);
    await mail.send({ to: next, ...newAddressMail(applicationName, link.url) });
  };

  return {
    requestEmailChange: async (accountId: string, email: string): Promise<void> => {
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
      // After the answer, so that nothing tells whether the new address has an account.
      background.runUntold("mails about a new address", () => send(accountId, account.email, next));
    },
    confirmEmailChange: async (token: string, origin: EmailChangeOrigin): Promise<void> => {
      const outcome = await repository.changeEmail(hashToken(token), clock.now());
      // Somebody opened an account with the address meanwhile; whoever has the link reads its mail.
      if (outcome === "invalid" || outcome === "taken") throw accountErrors.make.LINK_INVALID();
      const { before, email } = outcome;
      parts.changed(before.id);
      parts.events.emit("security", {
        name: "account.email-changed",
        severity: "info",
        ...origin,
        subject: before.id,
      });
      background.run("mail about a changed address", () =>
        mail.send({ to: before.email, ...addressChangedMail(applicationName, email) }),
      );
    },
  };
};
