import type { Config } from "#config";
import { type Clock, createIdGenerator } from "#core";
import { createSecureRandom } from "#crypto";
import type { Dependencies } from "#resilience";
import { createLanguages, type Languages } from "#services/texts";
import type { Logger } from "#telemetry";
import { createFileMailbox } from "./file-mailbox.ts";
import { htmlOf } from "./html.ts";
import type { Mailer } from "./mail.ts";
import { isServerFault } from "./post/refusal.ts";
import { requireSafe } from "./safe.ts";
import { createSmtpMailer, SMTP_CONNECTIONS } from "./smtp.ts";

/** Added to the time of the SMTP client, which says better than we do what went wrong. */
const GRACE_MS = 1_000;

/** What a mailer is built from. */
export interface MailerOptions {
  readonly config: Pick<Config, "mail" | "dataDirectory">;
  readonly clock: Clock;
  readonly log: Logger;
  /** Where mail is declared as what it is: something outside that fails now and then. */
  readonly dependencies: Dependencies;
  /** What mails are written in; English alone where nothing is given. */
  readonly languages?: Pick<Languages, "texts">;
}

/** Builds the mailer that the configuration asks for: SMTP_URL alone decides. */
export const createMailer = (options: MailerOptions): Mailer => {
  const { config, clock, log, dependencies, languages = createLanguages() } = options;
  const { smtpUrl, from, timeoutMs } = config.mail;
  const newId = createIdGenerator(clock, createSecureRandom());
  const mailer =
    smtpUrl === undefined
      ? createFileMailbox({ dataDirectory: config.dataDirectory, clock, newId, log })
      : createSmtpMailer({ url: smtpUrl, from, timeoutMs });
  const dependency = dependencies.declare({
    name: "mail",
    title: "Mail",
    limitMs: timeoutMs + GRACE_MS,
    // More would wait for a connection, and their time would run meanwhile.
    concurrent: SMTP_CONNECTIONS,
    isFailure: isServerFault,
    whileDegraded: "Mails may come late or not at all.",
  });
  return {
    ...mailer,
    send: async (mail) => {
      requireSafe(mail);
      const html = htmlOf(mail.subject, mail.text, languages.texts(mail.language));
      // Not idempotent: a server that took the mail and lost its answer would get it twice.
      await dependency.call(() => mailer.send({ html, ...mail }));
    },
  };
};
