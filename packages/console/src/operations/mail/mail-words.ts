import type { MailSummary, Suppression } from "./mail-api.ts";

const REASONS: Readonly<Record<Suppression["reason"], string>> = {
  refused: "Its server refused it for good",
  bounced: "A mail came back",
  complained: "Its owner complained",
};

/** Why an address gets no mail, in words. */
export const reasonWords = ({ reason }: Pick<Suppression, "reason">): string => REASONS[reason];

const plural = (count: number, one: string, more: string): string =>
  `${count.toLocaleString("en-GB")} ${count === 1 ? one : more}`;

/** What waits and what failed, in one sentence or two. */
export const queueWords = ({ queue, transport }: MailSummary): string => {
  const where =
    transport === "smtp"
      ? ""
      : " No mail server is set: mails are kept in the mailbox of development.";
  const now = `${plural(queue.waiting, "mail waits", "mails wait")}, ${queue.running} on their way.`;
  const failed =
    queue.failed === 0
      ? "None failed for good."
      : `${plural(queue.failed, "mail", "mails")} failed for good: see the jobs of the kind send-mail.`;
  return `${now} ${failed}${where}`;
};
