import { composeMail, defineMail, type MailText, type Texts } from "plinth";
import type { PlanWords } from "./pdf/pdf-job.ts";

const PLAN = defineMail({ name: "meal-plan", most: 10 });

/** A plan and its list as a mail to whoever made it. */
export const planMail = (t: Texts, words: PlanWords, link: string): MailText => {
  const days = words.days.map(({ title, facts, dishes }) =>
    [
      title,
      facts,
      ...dishes.map((dish) => {
        const more = [dish.others, dish.note].filter((one) => one !== undefined);
        return [`${dish.when}: ${dish.title}`, ...more.map((one) => `(${one})`)].join(" ");
      }),
    ].join("\n"),
  );
  const list = words.list.sections.map(({ title, lines }) => [title, ...lines].join("\n"));
  const blocks = [
    words.lead.join("\n"),
    ...days,
    [words.list.title, words.list.facts].join("\n"),
    ...list,
    link,
  ];
  return composeMail(t, PLAN, words.title, blocks);
};
