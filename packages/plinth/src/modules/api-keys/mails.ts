import { defineMail, type MailText } from "#services/mail";

const NEW_KEY = defineMail({ name: "api-key-made" });

/** What the mail says about where it comes from. */
export interface MailContext {
  readonly application: string;
  /** Base URL, without a trailing slash. */
  readonly publicUrl: string;
}

/** Tells the owner that a key was made; names it by its public part only. */
export const newKeyMail = (
  { application, publicUrl }: MailContext,
  key: { readonly publicId: string; readonly expiresAt: number },
): MailText => ({
  kind: NEW_KEY,
  subject: `A new API key was made for your account at ${application}`,
  text: `A new API key was made for your account at ${application}. Programs that have it can act for
you, within the scopes that were chosen for it.

It begins with ${key.publicId} and is valid until ${new Date(key.expiresAt).toISOString().slice(0, 10)}.

If it was not you, revoke the key and set a new password at once: ${publicUrl}/forgot
`,
});
