import { composeMail, defineMail, type MailContext, type MailText } from "#services/mail";
import { MOMENT } from "#services/texts";

const HOUR_MS = 3_600_000;

const KNOWN_ADDRESS = defineMail({ name: "sign-up-known-address", most: 5 });
/** Links that set a new password. */
export const RESET = defineMail({ name: "password-reset", most: 5, usefulMs: HOUR_MS });
const SETUP = defineMail({ name: "password-set-up", most: 5, usefulMs: 24 * HOUR_MS });
const PASSWORD_CHANGED = defineMail({ name: "password-changed" });
const LOCKED = defineMail({ name: "sign-in-locked", most: 5, usefulMs: HOUR_MS });

const forgot = ({ t, publicUrl }: MailContext): string =>
  t("Forgot the password? {link}", { link: `${publicUrl}/forgot` });

/** To the owner of an address with which somebody wanted to open a second account. */
export const knownAddressMail = (context: MailContext): MailText => {
  const { t, application, publicUrl } = context;
  return composeMail(
    t,
    KNOWN_ADDRESS,
    t("You have an account at {application} already", { application }),
    [
      t(
        "Somebody, perhaps you, wanted to open an account at {application} with this address. There is one already, and nothing was changed.",
        { application },
      ),
      `${t("Sign in: {link}", { link: `${publicUrl}/signin` })}\n${forgot(context)}`,
      t("If it was not you, there is nothing to do."),
    ],
  );
};

/** With the link that sets a new password. */
export const resetMail = ({ t, application }: MailContext, link: string): MailText =>
  composeMail(t, RESET, t("Set a new password for {application}", { application }), [
    t("Somebody, most likely you, asked for a new password at {application}.", { application }),
    `${t("Open this link within an hour to choose one. It works once and ends all other sessions:")}\n${link}`,
    t("If it was not you, leave this mail alone: the password stays as it is."),
  ]);

/** With the link by which an owner chooses a password, at an administrator's request (ID-18). */
export const setupMail = ({ t, application }: MailContext, link: string): MailText =>
  composeMail(t, SETUP, t("Choose your password for {application}", { application }), [
    t("An administrator of {application} asks you to choose a password for your account.", {
      application,
    }),
    `${t("Open this link within 24 hours. It works once, and nobody but you has it:")}\n${link}`,
    t("If you do not know of an account there, leave this mail alone."),
  ]);

/** Tells that the password is another now (ID-18). */
export const passwordChangedMail = (
  { t, application, publicUrl }: MailContext,
  now: number,
): MailText =>
  composeMail(
    t,
    PASSWORD_CHANGED,
    t("Your password for {application} was changed", { application }),
    [
      t(
        "The password of your account at {application} was changed on {time}. All other sessions were ended.",
        { application, time: t.date(now, MOMENT) },
      ),
      t("If it was not you, set a new one at once: {link}", { link: `${publicUrl}/forgot` }),
    ],
  );

/** Tells, once, that somebody tries passwords (ID-12). */
export const lockedMail = (
  context: MailContext,
  until: number,
  link: string,
  why: "failures" | "places" = "failures",
): MailText => {
  const { t, application } = context;
  const reason =
    why === "failures"
      ? t("There were several failed tries to sign in to your account at {application}.", {
          application,
        })
      : t(
          "Somebody signed in to your account at {application} from several places within minutes. All devices are signed out.",
          { application },
        );
  const effect = t(
    "It takes no password from unknown devices until {time}. A browser with which you signed in before still works.",
    { time: t.date(until, MOMENT) },
  );
  return composeMail(
    t,
    LOCKED,
    t("Sign-in to {application} was locked for a while", { application }),
    [
      `${reason} ${effect}`,
      `${t("If it was you, open this link within an hour to lift the lock now:")}\n${link}`,
      forgot(context),
      t("If it was not you, your password held; there is nothing to do."),
    ],
  );
};
