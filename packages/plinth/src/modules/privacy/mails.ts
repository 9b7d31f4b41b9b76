import { composeMail, defineMail, type MailContext, type MailText } from "#services/mail";
import { DAY } from "#services/texts";

const EXPORT_READY = defineMail({ name: "data-export-ready", most: 10 });
const ERASED = defineMail({ name: "account-erased" });
const BREACH = defineMail({ name: "data-breach", most: 20 });

/** Tells that the archive can be fetched; there is no link to it, so that nobody else fetches it. */
export const exportReadyMail = ({ t, application, publicUrl }: MailContext): MailText =>
  composeMail(t, EXPORT_READY, t("Your data at {application} is ready", { application }), [
    `${t(
      "The archive of everything that {application} keeps of you is ready. It can be fetched once, within three days, on your privacy page, after you confirmed who you are:",
      { application },
    )}\n${publicUrl}/account/privacy`,
    `${t("If you did not ask for it, somebody else is signed in to your account. Set a new password at once:")}\n${publicUrl}/forgot`,
  ]);

/** Tells that the account is gone, to whoever had it. */
export const erasedMail = ({ t, application, publicUrl }: MailContext): MailText =>
  composeMail(t, ERASED, t("Your account at {application} was erased", { application }), [
    t(
      "Your account at {application} and everything that was kept with it were erased. This cannot be taken back. Backups still hold it until they are replaced; a restored one is erased again at once.",
      { application },
    ),
    t("If this was not your wish, write to whoever runs {link}.", { link: publicUrl }),
  ]);

/** Tells somebody that data of theirs was seen by others (GDPR article 34), in plain words. */
export const breachMail = (
  { t, application, publicUrl }: MailContext,
  what: readonly string[],
  until: number,
): MailText =>
  composeMail(
    t,
    BREACH,
    t("Your data at {application}: what happened, and what you can do", { application }),
    [
      t(
        "Somebody who should not have had data of yours that {application} keeps. It is data from before {day}, kept {purposes}.",
        {
          application,
          day: t.date(until, DAY),
          purposes: what.map((purpose) => t.of(purpose)).join("; "),
        },
      ),
      `${t(
        "What you can do: set a new password, also elsewhere if you use the same one, and be careful with mails that pretend to come from us.",
      )}\n${publicUrl}/forgot`,
      t("What is kept of you, you see on your privacy page: {link}", {
        link: `${publicUrl}/account/privacy`,
      }),
    ],
  );
