import type { Config } from "#config";
import { type Clock, createIdGenerator } from "#core";
import { createSecureRandom } from "#crypto";
import type { Logger } from "#telemetry";
import { normaliseAddress } from "./address.ts";
import { createFileMailbox } from "./file-mailbox.ts";
import { htmlOf } from "./html.ts";
import type { Mailer, OutgoingMail } from "./mail.ts";
import { createSmtpMailer } from "./smtp.ts";

const MAX_SUBJECT = 200;

/** What a mailer is built from. */
export interface MailerOptions {
  readonly config: Pick<Config, "mail" | "dataDirectory">;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Whatever sends it, a mail has one recipient and one-line headers (VAL-06). The values are not
 * repeated in the error: they are the attacker's, or somebody's address.
 */
const requireSafe = ({ to, subject }: OutgoingMail): void => {
  if (normaliseAddress(to) !== to) throw new RangeError("the recipient is not one mail address");
  if (subject.length > MAX_SUBJECT || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(subject)) {
    throw new RangeError("the subject of a mail is one short line");
  }
};

/** Builds the mailer that the configuration asks for: SMTP_URL alone decides. */
export const createMailer = ({ config, clock, log }: MailerOptions): Mailer => {
  const { smtpUrl, from } = config.mail;
  const newId = createIdGenerator(clock, createSecureRandom());
  const mailer =
    smtpUrl === undefined
      ? createFileMailbox({ dataDirectory: config.dataDirectory, clock, newId, log })
      : createSmtpMailer({ url: smtpUrl, from });
  return {
    ...mailer,
    send: async (mail) => {
      requireSafe(mail);
      await mailer.send({ html: htmlOf(mail.subject, mail.text), ...mail });
    },
  };
};
