import { defineMail, type MailText } from "plinth";
import type { FeedbackBody } from "./schema.ts";

const FEEDBACK = defineMail({ name: "feedback", most: 100 });

const SAID: Readonly<Record<FeedbackBody["kind"], string>> = {
  idea: "An idea",
  problem: "A problem",
  praise: "Praise",
  question: "A question",
};

/**
 * What somebody said, to those who run the planner. Every line of it is quoted: none of it stands
 * alone, where the HTML form would make a button of a link.
 */
export const feedbackMail = (
  said: { readonly kind: FeedbackBody["kind"]; readonly text: string; readonly page: string },
  wantsAnswer: boolean,
  link: string,
): MailText => ({
  kind: FEEDBACK,
  subject: `Feedback: ${SAID[said.kind]}`,
  text: `${[
    ...(said.page === "" ? [] : [`About the page ${said.page}`]),
    said.text
      .split(/\r\n|[\r\n\u2028\u2029]/)
      .map((line) => `> ${line}`)
      .join("\n"),
    wantsAnswer
      ? "An answer is asked for: reply to this mail."
      : "No answer is asked for, and this mail does not say whose it is.",
    link,
  ].join("\n\n")}\n`,
});
