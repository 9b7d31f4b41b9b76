import { composeMail, defineMail, type MailContext, type MailText } from "#services/mail";
import { type Messages, MOMENT } from "#services/texts";

const PASSKEYS_CHANGED = defineMail({ name: "passkeys-changed" });
const PASSKEY_CLONED = defineMail({ name: "passkey-refused", most: 5 });

const afterwards = ({ t, publicUrl }: MailContext): string =>
  `${t("If it was not you, set a new password at once, then look at your passkeys:")}\n${publicUrl}/forgot`;

/** What can happen to the passkeys of an account. */
export type PasskeyChange = "added" | "removed";

const CHANGES = {
  added: ["A passkey was added for {application}", "A further passkey signs in from now on."],
  removed: ["A passkey was removed for {application}", "One of your passkeys signs in no more."],
} as const satisfies Messages;

/** Tells that passkeys are others now (ID-18). */
export const passkeyChangeMail = (
  context: MailContext,
  change: PasskeyChange,
  now: number,
): MailText => {
  const { t, application } = context;
  const [subject, sentence] = CHANGES[change];
  return composeMail(t, PASSKEYS_CHANGED, t.of(subject, { application }), [
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

/** Tells, once until the passkey is used well again, that there may be a copy of it. */
export const passkeyClonedMail = (context: MailContext, now: number): MailText => {
  const { t, application } = context;
  return composeMail(
    t,
    PASSKEY_CLONED,
    t("A passkey for {application} was refused", { application }),
    [
      t(
        "A sign-in to your account at {application} with one of your passkeys was refused on {time}: its counter ran backwards, as it does when somebody has a copy of the passkey.",
        { application, time: t.date(now, MOMENT) },
      ),
      `${t("Remove that passkey in your security settings and add a new one.")}\n${afterwards(context)}`,
    ],
  );
};
