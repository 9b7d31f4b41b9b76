import { defineMail, type MailText } from "#services/mail";

const EXPORT_READY = defineMail({ name: "data-export-ready", most: 10 });
const ERASED = defineMail({ name: "account-erased" });
const BREACH = defineMail({ name: "data-breach", most: 20 });

/** What the mails say about where they come from. */
export interface MailContext {
  readonly application: string;
  /** Base URL, without a trailing slash. */
  readonly publicUrl: string;
}

/** Tells that the archive can be fetched; there is no link to it, so that nobody else fetches it. */
export const exportReadyMail = ({ application, publicUrl }: MailContext): MailText => ({
  kind: EXPORT_READY,
  subject: `Your data at ${application} is ready`,
  text: `The archive of everything that ${application} keeps of you is ready. It can be fetched once, within
three days, on your privacy page, after you confirmed who you are:
${publicUrl}/account/privacy

If you did not ask for it, somebody else is signed in to your account. Set a new password at once:
${publicUrl}/forgot
`,
});

/** Tells that the account is gone, to whoever had it. */
export const erasedMail = ({ application, publicUrl }: MailContext): MailText => ({
  kind: ERASED,
  subject: `Your account at ${application} was erased`,
  text: `Your account at ${application} and everything that was kept with it were erased. This cannot be
taken back. Backups still hold it until they are replaced; a restored one is erased again at once.

If this was not your wish, write to whoever runs ${publicUrl}.
`,
});

/** Tells somebody that data of theirs was seen by others (GDPR article 34), in plain words. */
export const breachMail = (
  { application, publicUrl }: MailContext,
  what: readonly string[],
  until: number,
): MailText => ({
  kind: BREACH,
  subject: `Your data at ${application}: what happened, and what you can do`,
  text: `Somebody who should not have had data of yours that ${application} keeps. It is data from
before ${new Date(until).toISOString().slice(0, 10)}, kept ${what.join("; ")}.

What you can do: set a new password, also elsewhere if you use the same one, and be careful with mails
that pretend to come from us.
${publicUrl}/forgot

What is kept of you, you see on your privacy page: ${publicUrl}/account/privacy
`,
});
