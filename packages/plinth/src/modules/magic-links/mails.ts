import { defineMail, type MailText } from "#services/mail";

/** Links that sign in. */
export const SIGN_IN_LINK = defineMail({ name: "sign-in-link", most: 5, usefulMs: 15 * 60_000 });

/** With the link that signs in. Nothing a stranger typed goes into a mail to somebody else. */
export const magicLinkMail = (application: string, link: string): MailText => ({
  kind: SIGN_IN_LINK,
  subject: `Sign in to ${application}`,
  text: `Somebody, most likely you, wants to sign in to ${application} with this address.

Open this link within 15 minutes and press the button there. It works once:
${link}

If it was not you, leave this mail alone: nobody gets in without it.
`,
});
