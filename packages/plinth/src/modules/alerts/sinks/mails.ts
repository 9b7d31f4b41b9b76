import { defineMail, type MailText } from "#services/mail";
import { lineOf, type Notice } from "./notice.ts";

/** The cap on notices is ours (OBS-09); this one only stops what would be a fault. */
const ALERT = defineMail({ name: "alert", most: 60 });

const whose = ({ address, accountId }: Notice): string => {
  if (address !== undefined) return `Address: ${address}\n`;
  return accountId === undefined ? "" : `Account: ${accountId}\n`;
};

const END = {
  firing: "You are told once while this goes on, and when it is over.",
  worse: "You were told that it began; it has become worse.",
  resolved: "It is over.",
  test: "Somebody tried whether notices arrive. They do.",
  digest: "More than ten notices came within an hour; these were held back.",
} as const;

/** Tells whoever operates the application what is wrong, and that it is over. */
export const noticeMail = (notice: Notice): MailText => ({
  kind: ALERT,
  subject: lineOf({ ...notice, detail: "" })
    .replace(/\s+/g, " ")
    .slice(0, 180),
  text: `${notice.about}

${notice.detail}
${whose(notice)}Rule: ${notice.rule} (${notice.severity})
Since: ${new Date(notice.startedAt).toISOString()}
${notice.endedAt === undefined ? "" : `Until: ${new Date(notice.endedAt).toISOString()}\n`}${
  notice.heldBack.length === 0 ? "" : `\n${notice.heldBack.join("\n")}\n`
}${notice.advice === undefined || notice.kind === "resolved" ? "" : `\n${notice.advice}\n`}
See what happened: ${notice.url}

${END[notice.kind]}
`,
});
