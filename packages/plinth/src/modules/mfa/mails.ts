import { composeMail, defineMail, type MailContext, type MailText } from "#services/mail";
import { type Messages, MOMENT } from "#services/texts";

const FACTORS_CHANGED = defineMail({ name: "second-factors-changed" });
const RECOVERY_USED = defineMail({ name: "recovery-code-used" });
const FACTOR_LOCKED = defineMail({ name: "second-factor-locked", most: 5 });

/** With so few recovery codes left, it is time for new ones. */
const FEW = 3;

const afterwards = ({ t, publicUrl }: MailContext): string =>
  `${t("If it was not you, set a new password at once, then look at your second factors:")}\n${publicUrl}/forgot`;

/** What can happen to the second factors of an account. */
export type FactorChange = "enabled" | "added" | "removed" | "disabled" | "codes";

const CHANGES = {
  enabled: [
    "Two-step sign-in is on for {application}",
    "Signing in now asks for a code of your authenticator app as well.",
  ],
  added: [
    "An authenticator app was added for {application}",
    "A further authenticator app now gives codes.",
  ],
  removed: [
    "An authenticator app was removed for {application}",
    "An authenticator app gives codes no more.",
  ],
  disabled: [
    "Two-step sign-in is off for {application}",
    "Signing in asks for no second factor any more; the recovery codes are void.",
  ],
  codes: [
    "New recovery codes for {application}",
    "New recovery codes were made; the old ones are void.",
  ],
} as const satisfies Messages;

/** Tells that second factors are others now (ID-18). */
export const factorChangeMail = (
  context: MailContext,
  change: FactorChange,
  now: number,
): MailText => {
  const { t, application } = context;
  const [subject, sentence] = CHANGES[change];
  return composeMail(t, FACTORS_CHANGED, t.of(subject, { application }), [
    [
      t("Your account at {application} was changed on {time}.", {
        application,
        time: t.date(now, MOMENT),
      }),
      t.of(sentence),
      t("All other sessions were ended."),
    ].join("\n"),
    afterwards(context),
  ]);
};

/** Tells that a recovery code was used, and when there are few left. */
export const recoveryUsedMail = (context: MailContext, left: number, now: number): MailText => {
  const { t, application } = context;
  return composeMail(
    t,
    RECOVERY_USED,
    left <= FEW
      ? t("A recovery code was used for {application}; {left} left", { application, left })
      : t("A recovery code was used for {application}", { application }),
    [
      [
        t(
          "A recovery code confirmed a sign-in to your account at {application} on {time}. It works no more; {left} of them are left.",
          { application, time: t.date(now, MOMENT), left },
        ),
        ...(left <= FEW ? [t("Make new ones before they run out.")] : []),
      ].join("\n"),
      afterwards(context),
    ],
  );
};

/** Tells, once, that somebody who passed the first step tries codes. */
export const factorLockedMail = (context: MailContext, until: number): MailText => {
  const { t, application } = context;
  return composeMail(
    t,
    FACTOR_LOCKED,
    t("Codes for {application} were locked for a while", { application }),
    [
      t(
        "There were several wrong codes in sign-ins to your account at {application}. Whoever typed them had passed the first step, most likely with your password. No such code is taken until {time}.",
        { application, time: t.date(until, MOMENT) },
      ),
      `${t("If it was you, wait, or use another way to confirm.")}\n${afterwards(context)}`,
    ],
  );
};

/** Tells that an administrator removed all second factors. */
export const factorsResetMail = (
  { t, application, publicUrl }: MailContext,
  now: number,
): MailText =>
  composeMail(
    t,
    FACTORS_CHANGED,
    t("Two-step sign-in was reset for {application}", { application }),
    [
      t(
        "An administrator removed the second factors of your account at {application} on {time}. Your password is the same; all sessions were ended.",
        { application, time: t.date(now, MOMENT) },
      ),
      [
        t("Sign in and set up a second factor again: {link}", { link: `${publicUrl}/signin` }),
        t("If you did not ask for this, set a new password at once: {link}", {
          link: `${publicUrl}/forgot`,
        }),
      ].join("\n"),
    ],
  );
