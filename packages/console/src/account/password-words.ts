import type { PasswordPolicy } from "../client/index.ts";
import type { Messages, Texts } from "../texts/index.ts";

/** The rules by their ids; min-length says its number. */
const rules = {
  "max-bytes": "Has at most 1000 bytes",
  uppercase: "Has an upper-case letter",
  lowercase: "Has a lower-case letter",
  digit: "Has a digit",
  special: "Has a character that is neither letter nor digit",
  "no-repetition": "Has no character three times in a row",
  "no-run": "Has no run such as abcd, 1234 or qwer",
  "no-common-pattern": 'Is not a spelling of "password" or one word with a year',
  "not-common": "Is not one of the passwords that everybody tries first",
  "not-personal": "Does not contain your name, your e-mail address or the name of this application",
} as const satisfies Messages;

/** A rule as the page lists it; of one that is not known here the server's own words. */
export const ruleWords = (
  t: Texts,
  { id, label }: PasswordPolicy["rules"][number],
  minLength: number,
): string => {
  if (id === "min-length") {
    return t.plural(minLength, "Has at least 1 character", "Has at least {n} characters");
  }
  if (Object.hasOwn(rules, id)) return t.of(rules[id as keyof typeof rules]);
  return `${label.charAt(0).toUpperCase()}${label.slice(1)}`;
};

/** What the server says of a password, beside the rules: why it is weak, and what would help. */
const sentences: readonly string[] = [
  "It contains your name, your e-mail address or the name of this application.",
  "It contains common words.",
  "It contains a run of neighbouring keys, letters or digits.",
  "It repeats characters.",
  "It contains a year.",
  "Everybody who guesses tries this one first.",
  "It is short.",
  "It is made of few different characters.",
  "A few more characters would make it stronger.",
  "Make it longer: a few unrelated words are easy to remember.",
  "Make it shorter.",
  "Use something that is in no list.",
  "Leave out your name, your e-mail address and the name of this application.",
  "Do not repeat a character three times.",
  "Leave out runs of neighbouring keys, letters or digits.",
  "Leave out the word password, and the year at the end.",
  "Add an upper-case letter.",
  "Add a lower-case letter.",
  "Add a digit.",
  "Add a sign such as - or !.",
] as const satisfies Messages;

/** A sentence of the server about a password; one that is not known here stays as it is. */
export const sentenceWords = (t: Texts, sentence: string): string =>
  sentences.includes(sentence) ? t.of(sentence) : sentence;

const scores = ["very weak", "weak", "fair", "good", "strong"] as const satisfies Messages;

/** "Strength: fair", of a score from 0 to 4. */
export const strengthWords = (t: Texts, score: number): string =>
  t("Strength: {score}", { score: t.of(scores[score] ?? "") });
