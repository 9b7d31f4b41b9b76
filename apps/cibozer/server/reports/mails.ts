import { defineMail, type MailText } from "plinth";

const REPORT = defineMail({ name: "content-report", most: 20 });

/** Tells those who run the planner that something waits to be judged; it repeats nobody's words. */
export const reportMail = (link: string): MailText => ({
  kind: REPORT,
  subject: "Something was reported",
  text: `Somebody reported a recipe or a shared plan. What it is, and why, stands here:\n\n${link}\n`,
});
