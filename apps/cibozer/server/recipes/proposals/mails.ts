import { composeMail, defineMail, type MailText, type Texts } from "plinth";

const DECISION = defineMail({ name: "recipe-decision", most: 30 });

/** Each line marked as a quote: none of it stands alone, where the HTML form would make a button of a link. */
const quoted = (text: string): string =>
  text
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line) => `> ${line}`)
    .join("\n");

/** Tells an author what became of a recipe that they offered to everybody. */
export const decisionMail = (
  t: Texts,
  said: { readonly isAccepted: boolean; readonly title: string; readonly note: string },
  link: string,
): MailText => {
  const { isAccepted, title, note } = said;
  const word = note === "" ? [] : [t("A word from those who looked at it:"), quoted(note)];
  return isAccepted
    ? composeMail(t, DECISION, t("Your recipe is for everybody now"), [
        t("Thank you. All who plan here may find this recipe among their meals:"),
        quoted(title),
        ...word,
        t("You can take it back whenever you like, on its page:"),
        link,
      ])
    : composeMail(t, DECISION, t("Your recipe came back"), [
        t("This recipe was looked at, and is not shown to others as it is:"),
        quoted(title),
        ...word,
        t("Change it and offer it again, if you like:"),
        link,
      ]);
};
