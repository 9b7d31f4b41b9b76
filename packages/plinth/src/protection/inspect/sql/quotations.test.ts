import { describe, expect, it } from "vitest";
import { inspectText } from "../engine/inspect-text.ts";
import { quotesInSentence } from "./quotations.ts";

const rulesOf = (text: string): readonly string[] => inspectText(text).map(({ rule }) => rule);

describe("sentences that compare what they quote", () => {
  it.each([
    ['If I look for town = "Bree" and cook = "Ines", I get the soups of everyone else as well.'],
    ['"Take away" or "take-away"? "Stew" or "soup"? Please agree on one of them, I print tonight.'],
    ["Why is `'7' + 1` written '71' and `'7' - 1` is 6? I cannot follow the manual here."],
    [
      "The list is short: town = 'Bree' or town = 'Dale' is what the page shows me, and it's wrong.",
    ],
  ])("VAL-15: leaves alone %s", (text) => {
    expect(quotesInSentence(text)).toBe(true);
    expect(rulesOf(text)).toEqual([]);
  });

  it.each([
    ["' or 'a'='a"],
    ["soup' or town = 'Bree' and we all like the soup of that town"],
    ['1 or "a" = "a" -- as all of us like the soup of that town very much'],
    ['we like the soup of that town "or 1=1 or" and the bread of it'],
    ["we like the soup of this town ' or town = 'Bree"],
  ])("VAL-10: %s is read as before", (text) => {
    expect(quotesInSentence(text)).toBe(false);
  });

  it("VAL-10: what no sentence says is found in one as well", () => {
    const text =
      'Show me all the meals of the town "Bree" union select salt from information_schema.tables now';
    expect(rulesOf(text).length).toBeGreaterThan(0);
  });
});
