/** Subject and text of a mail. Nothing a stranger typed goes into a mail to somebody else. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
}

/** Asks to confirm an address. */
export const verificationMail = (application: string, link: string): MailText => ({
  subject: `Confirm your e-mail address for ${application}`,
  text: `Somebody, most likely you, opened an account at ${application} with this address.

Open this link within 48 hours to confirm that it is yours:
${link}

If it was not you, leave this mail alone: without the confirmation the account can do little, and
"Forgot password" on the sign-in page gives it to you.
`,
});
