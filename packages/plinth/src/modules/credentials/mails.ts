import { defineMail, type MailText } from "#services/mail";

const HOUR_MS = 3_600_000;

const KNOWN_ADDRESS = defineMail({ name: "sign-up-known-address", most: 5 });
/** Links that set a new password. */
export const RESET = defineMail({ name: "password-reset", most: 5, usefulMs: HOUR_MS });
const SETUP = defineMail({ name: "password-set-up", most: 5, usefulMs: 24 * HOUR_MS });
const PASSWORD_CHANGED = defineMail({ name: "password-changed" });
const LOCKED = defineMail({ name: "sign-in-locked", most: 5, usefulMs: HOUR_MS });

/** What the mails say about where they come from. */
export interface MailContext {
  readonly application: string;
  /** Base URL, without a trailing slash. */
  readonly publicUrl: string;
}

const time = (instant: number): string =>
  `${new Date(instant).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** To the owner of an address with which somebody wanted to open a second account. */
export const knownAddressMail = ({ application, publicUrl }: MailContext): MailText => ({
  kind: KNOWN_ADDRESS,
  subject: `You have an account at ${application} already`,
  text: `Somebody, perhaps you, wanted to open an account at ${application} with this address.
There is one already, and nothing was changed.

Sign in: ${publicUrl}/signin
Forgot the password? ${publicUrl}/forgot

If it was not you, there is nothing to do.
`,
});

/** With the link that sets a new password. */
export const resetMail = ({ application }: MailContext, link: string): MailText => ({
  kind: RESET,
  subject: `Set a new password for ${application}`,
  text: `Somebody, most likely you, asked for a new password at ${application}.

Open this link within an hour to choose one. It works once and ends all other sessions:
${link}

If it was not you, leave this mail alone: the password stays as it is.
`,
});

/** With the link by which an owner chooses a password, at an administrator's request (ID-18). */
export const setupMail = ({ application }: MailContext, link: string): MailText => ({
  kind: SETUP,
  subject: `Choose your password for ${application}`,
  text: `An administrator of ${application} asks you to choose a password for your account.

Open this link within 24 hours. It works once, and nobody but you has it:
${link}

If you do not know of an account there, leave this mail alone.
`,
});

/** Tells that the password is another now (ID-18). */
export const passwordChangedMail = (
  { application, publicUrl }: MailContext,
  now: number,
): MailText => ({
  kind: PASSWORD_CHANGED,
  subject: `Your password for ${application} was changed`,
  text: `The password of your account at ${application} was changed on ${time(now)}.
All other sessions were ended.

If it was not you, set a new one at once: ${publicUrl}/forgot
`,
});

/** Tells, once, that somebody tries passwords (ID-12). */
export const lockedMail = (
  { application, publicUrl }: MailContext,
  until: number,
  link: string,
  why: "failures" | "places" = "failures",
): MailText => ({
  kind: LOCKED,
  subject: `Sign-in to ${application} was locked for a while`,
  text: `${
    why === "failures"
      ? `There were several failed tries to sign in to your account at ${application}.`
      : `Somebody signed in to your account at ${application} from several places within minutes. All
devices are signed out.`
  } It takes no
password from unknown devices until ${time(until)}. A browser with which you signed in before still
works.

If it was you, open this link within an hour to lift the lock now:
${link}

Forgot the password? ${publicUrl}/forgot

If it was not you, your password held; there is nothing to do.
`,
});
