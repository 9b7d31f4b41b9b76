import { composeMail, defineMail, type MailContext, type MailText } from "#services/mail";
import { type Messages, MOMENT } from "#services/texts";
import { isLastLeft, type QuotaWarning } from "./warnings.ts";

const QUOTA = defineMail({ name: "quota-warning" });

const USED = {
  day: "Your account at {application} has used {used} of {limit} {meter} of this day. At the limit calls are refused until {time}, when the next day begins.",
  month:
    "Your account at {application} has used {used} of {limit} {meter} of this month. At the limit calls are refused until {time}, when the next month begins.",
  period:
    "Your account at {application} has used {used} of {limit} {meter} of this period. At the limit calls are refused until {time}, when the next period begins.",
} as const satisfies Messages;

/**
 * Tells somebody that a share of a period is used up. Holds nothing that a stranger typed; meters
 * are named by the application, in its languages where it has words for them.
 */
export const quotaMail = (
  { t, application, publicUrl }: MailContext,
  { meter: name, share, used, limit, period, resetsAt }: QuotaWarning,
): MailText => {
  const meter = t.of(name);
  return composeMail(
    t,
    QUOTA,
    isLastLeft(used, limit)
      ? t("One of your {limit} {meter} at {application} is left", { limit, meter, application })
      : t("{share} % of your {meter} at {application} are used", { share, meter, application }),
    [
      t.of(USED[period], {
        application,
        used,
        limit,
        meter,
        time: t.date(resetsAt, MOMENT),
      }),
      t("What was used when: {link}", { link: `${publicUrl}/account/usage` }),
    ],
  );
};
