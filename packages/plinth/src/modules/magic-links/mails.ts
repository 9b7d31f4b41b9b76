import { composeMail, defineMail, type MailContext, type MailText } from "#services/mail";

/** Links that sign in. */
export const SIGN_IN_LINK = defineMail({ name: "sign-in-link", most: 5, usefulMs: 15 * 60_000 });

/** With the link that signs in. Nothing a stranger typed goes into a mail to somebody else. */
export const magicLinkMail = ({ t, application }: MailContext, link: string): MailText =>
  composeMail(t, SIGN_IN_LINK, t("Sign in to {application}", { application }), [
    t("Somebody, most likely you, wants to sign in to {application} with this address.", {
      application,
    }),
    `${t("Open this link within 15 minutes and press the button there. It works once:")}\n${link}`,
    t("If it was not you, leave this mail alone: nobody gets in without it."),
  ]);
