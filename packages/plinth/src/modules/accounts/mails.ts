import { composeMail, defineMail, type MailContext, type MailText } from "#services/mail";

const HOUR_MS = 3_600_000;

/** Links that confirm an address. */
export const VERIFICATION = defineMail({
  name: "address-confirmation",
  most: 5,
  usefulMs: 48 * HOUR_MS,
});
const NEW_ADDRESS = defineMail({ name: "new-address-confirmation", most: 5, usefulMs: HOUR_MS });
const ADDRESS_WANTED = defineMail({ name: "address-change-wanted", most: 5 });
const ADDRESS_TAKEN = defineMail({ name: "address-taken", most: 5 });
const ADDRESS_CHANGED = defineMail({ name: "address-changed" });

/** Enough of an address for its owner to know it: "r…n@example.org". */
const masked = (email: string): string => {
  const at = email.lastIndexOf("@");
  const name = email.slice(0, at);
  return `${name.slice(0, 1)}…${name.length > 2 ? name.slice(-1) : ""}${email.slice(at)}`;
};

/** Asks to confirm an address. */
export const verificationMail = ({ t, application }: MailContext, link: string): MailText =>
  composeMail(
    t,
    VERIFICATION,
    t("Confirm your e-mail address for {application}", { application }),
    [
      t("Somebody, most likely you, opened an account at {application} with this address.", {
        application,
      }),
      `${t("Open this link within 48 hours to confirm that it is yours:")}\n${link}`,
      t(
        "If it was not you, leave this mail alone: without the confirmation the account can do little, and “Forgot password” on the sign-in page gives it to you.",
      ),
    ],
  );

/** To a new address: asks to confirm it. */
export const newAddressMail = ({ t, application }: MailContext, link: string): MailText =>
  composeMail(t, NEW_ADDRESS, t("Confirm your new address for {application}", { application }), [
    t(
      "Somebody, most likely you, wants to sign in to {application} with this address from now on.",
      { application },
    ),
    `${t("Open this link within an hour to confirm it. It works once and ends all sessions:")}\n${link}`,
    t("If it was not you, leave this mail alone: nothing changes."),
  ]);

/** To the present address: somebody wants another. */
export const addressWantedMail = ({ t, application }: MailContext): MailText =>
  composeMail(
    t,
    ADDRESS_WANTED,
    t("Your address at {application} is about to change", { application }),
    [
      t(
        "Somebody who is signed in to your account at {application} asked to change its e-mail address. Nothing changes before the new address is confirmed.",
        { application },
      ),
      t("If it was not you, set a new password at once: it ends all sessions."),
    ],
  );

/** To an address that has an account of its own. */
export const addressTakenMail = ({ t, application }: MailContext): MailText =>
  composeMail(t, ADDRESS_TAKEN, t("Your address at {application}", { application }), [
    t(
      "Somebody wanted to use this address for another account at {application}. It belongs to your account already, and nothing was changed. There is nothing to do.",
      { application },
    ),
  ]);

/** To the old address: it is not the account's any more. */
export const addressChangedMail = ({ t, application }: MailContext, email: string): MailText =>
  composeMail(t, ADDRESS_CHANGED, t("Your address at {application} was changed", { application }), [
    t(
      "Your account at {application} has another e-mail address now: {email}. All sessions were ended.",
      { application, email: masked(email) },
    ),
    t("If it was not you, write to whoever runs {application}.", { application }),
  ]);
