import { defineMail, type MailText } from "#services/mail";
import type { SecurityAlert } from "./sink.ts";

const ALERT = defineMail({ name: "security-alert" });

const MINUTE_MS = 60_000;

const minutes = (ms: number): string => {
  const count = Math.max(1, Math.round(ms / MINUTE_MS));
  return `${count} minute${count === 1 ? "" : "s"}`;
};

const whose = ({ address, accountId }: SecurityAlert): string => {
  if (address !== null) return `Address: ${address}\n`;
  return accountId === null ? "" : `Account: ${accountId}\n`;
};

/** Tells whoever operates the application that a rule was met; nothing that was sent is in it. */
export const alertMail = (
  { application, publicUrl }: { readonly application: string; readonly publicUrl: string },
  alert: SecurityAlert,
): MailText => ({
  kind: ALERT,
  subject: `Security alert at ${application}: ${alert.rule.id}`,
  text: `${alert.rule.about}

Rule: ${alert.rule.id} (${alert.rule.severity}), ${alert.events} within ${minutes(alert.rule.windowMs)}
${whose(alert)}Last event: ${alert.lastEvent}
Time: ${new Date(alert.at).toISOString()}

See what happened: ${publicUrl}/console/admin/security-events

Of one address or account there is one such mail in ${minutes(alert.rule.windowMs)}.
`,
});
