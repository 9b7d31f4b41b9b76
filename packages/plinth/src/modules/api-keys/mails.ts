import { composeMail, defineMail, type MailContext, type MailText } from "#services/mail";
import { DAY } from "#services/texts";

const NEW_KEY = defineMail({ name: "api-key-made" });

/** Tells the owner that a key was made; names it by its public part only. */
export const newKeyMail = (
  { t, application, publicUrl }: MailContext,
  key: { readonly publicId: string; readonly expiresAt: number },
): MailText =>
  composeMail(
    t,
    NEW_KEY,
    t("A new API key was made for your account at {application}", { application }),
    [
      t(
        "A new API key was made for your account at {application}. Programs that have it can act for you, within the scopes that were chosen for it.",
        { application },
      ),
      t("It begins with {publicId} and is valid until {day}.", {
        publicId: key.publicId,
        day: t.date(key.expiresAt, DAY),
      }),
      t("If it was not you, revoke the key and set a new password at once: {link}", {
        link: `${publicUrl}/forgot`,
      }),
    ],
  );
