import { defineMail, type MailText } from "#services/mail";
import { isLastLeft, type QuotaWarning } from "./warnings.ts";

const QUOTA = defineMail({ name: "quota-warning" });

/** Tells somebody that a share of a period is used up. Holds nothing that a stranger typed. */
export const quotaMail = (
  { application, publicUrl }: { readonly application: string; readonly publicUrl: string },
  { meter, share, used, limit, period, resetsAt }: QuotaWarning,
): MailText => ({
  kind: QUOTA,
  subject: isLastLeft(used, limit)
    ? `One of your ${limit} ${meter} at ${application} is left`
    : `${share} % of your ${meter} at ${application} are used`,
  text: `Your account at ${application} has used ${used} of ${limit} ${meter} of this ${period}. At the limit calls
are refused until ${new Date(resetsAt).toISOString().slice(0, 16).replace("T", " ")} UTC, when the next ${period} begins.

What was used when: ${publicUrl}/account/usage
`,
});
