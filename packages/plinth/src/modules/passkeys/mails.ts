import { defineMail, type MailText } from "#services/mail";

const PASSKEYS_CHANGED = defineMail({ name: "passkeys-changed" });
const PASSKEY_CLONED = defineMail({ name: "passkey-refused", most: 5 });

/** What the mails say about where they come from. */
export interface MailContext {
  readonly application: string;
  /** Base URL, without a trailing slash. */
  readonly publicUrl: string;
}

const time = (instant: number): string =>
  `${new Date(instant).toISOString().slice(0, 16).replace("T", " ")} UTC`;

const afterwards = ({ publicUrl }: MailContext): string =>
  `If it was not you, set a new password at once, then look at your passkeys:
${publicUrl}/forgot`;

/** What can happen to the passkeys of an account. */
export type PasskeyChange = "added" | "removed";

const CHANGES: Readonly<Record<PasskeyChange, readonly [subject: string, sentence: string]>> = {
  added: ["A passkey was added for", "A further passkey signs in from now on."],
  removed: ["A passkey was removed for", "One of your passkeys signs in no more."],
};

/** Tells that passkeys are others now (ID-18). */
export const passkeyChangeMail = (
  context: MailContext,
  change: PasskeyChange,
  now: number,
): MailText => {
  const [subject, sentence] = CHANGES[change];
  return {
    kind: PASSKEYS_CHANGED,
    subject: `${subject} ${context.application}`,
    text: `Your account at ${context.application} was changed on ${time(now)}.
${sentence}
All other sessions were ended.

${afterwards(context)}
`,
  };
};

/** Tells, once until the passkey is used well again, that there may be a copy of it. */
export const passkeyClonedMail = (context: MailContext, now: number): MailText => ({
  kind: PASSKEY_CLONED,
  subject: `A passkey for ${context.application} was refused`,
  text: `A sign-in to your account at ${context.application} with one of your passkeys was refused on
${time(now)}: its counter ran backwards, as it does when somebody has a copy of the passkey.

Remove that passkey in your security settings and add a new one.
${afterwards(context)}
`,
});
