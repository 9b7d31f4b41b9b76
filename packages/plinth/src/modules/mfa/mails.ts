import { defineMail, type MailText } from "#services/mail";

const FACTORS_CHANGED = defineMail({ name: "second-factors-changed" });
const RECOVERY_USED = defineMail({ name: "recovery-code-used" });
const FACTOR_LOCKED = defineMail({ name: "second-factor-locked", most: 5 });

/** What the mails say about where they come from. */
export interface MailContext {
  readonly application: string;
  /** Base URL, without a trailing slash. */
  readonly publicUrl: string;
}

const time = (instant: number): string =>
  `${new Date(instant).toISOString().slice(0, 16).replace("T", " ")} UTC`;

const afterwards = ({ publicUrl }: MailContext): string =>
  `If it was not you, set a new password at once, then look at your second factors:
${publicUrl}/forgot`;

/** What can happen to the second factors of an account. */
export type FactorChange = "enabled" | "added" | "removed" | "disabled" | "codes";

const CHANGES: Readonly<Record<FactorChange, readonly [subject: string, sentence: string]>> = {
  enabled: [
    "Two-step sign-in is on for",
    "Signing in now asks for a code of your authenticator app as well.",
  ],
  added: ["An authenticator app was added for", "A further authenticator app now gives codes."],
  removed: ["An authenticator app was removed for", "An authenticator app gives codes no more."],
  disabled: [
    "Two-step sign-in is off for",
    "Signing in asks for no second factor any more; the recovery codes are void.",
  ],
  codes: ["New recovery codes for", "New recovery codes were made; the old ones are void."],
};

/** Tells that second factors are others now (ID-18). */
export const factorChangeMail = (
  context: MailContext,
  change: FactorChange,
  now: number,
): MailText => {
  const [subject, sentence] = CHANGES[change];
  return {
    kind: FACTORS_CHANGED,
    subject: `${subject} ${context.application}`,
    text: `Your account at ${context.application} was changed on ${time(now)}.
${sentence}
All other sessions were ended.

${afterwards(context)}
`,
  };
};

/** Tells that a recovery code was used, and when there are few left. */
export const recoveryUsedMail = (context: MailContext, left: number, now: number): MailText => ({
  kind: RECOVERY_USED,
  subject:
    left <= 3
      ? `A recovery code was used for ${context.application}; ${left} left`
      : `A recovery code was used for ${context.application}`,
  text: `A recovery code confirmed a sign-in to your account at ${context.application} on ${time(now)}.
It works no more; ${left} of them are left.${left <= 3 ? " Make new ones before they run out." : ""}

${afterwards(context)}
`,
});

/** Tells, once, that somebody who passed the first step tries codes. */
export const factorLockedMail = (context: MailContext, until: number): MailText => ({
  kind: FACTOR_LOCKED,
  subject: `Codes for ${context.application} were locked for a while`,
  text: `There were several wrong codes in sign-ins to your account at ${context.application}. Whoever
typed them had passed the first step, most likely with your password. No such code is taken until
${time(until)}.

If it was you, wait, or use another way to confirm.
${afterwards(context)}
`,
});

/** Tells that an administrator removed all second factors. */
export const factorsResetMail = (context: MailContext, now: number): MailText => ({
  kind: FACTORS_CHANGED,
  subject: `Two-step sign-in was reset for ${context.application}`,
  text: `An administrator removed the second factors of your account at ${context.application} on
${time(now)}. Your password is the same; all sessions were ended.

Sign in and set up a second factor again: ${context.publicUrl}/signin
If you did not ask for this, set a new password at once: ${context.publicUrl}/forgot
`,
});
