import fc from "fast-check";
import { createPasswordPolicy } from "plinth";
import { describe, expect, it } from "vitest";
import { messagesUnder } from "./messages.ts";

/** Says every message that it is asked for in brackets, so that what was not asked for shows. */
const marked = {
  of: (message: string) => `[${message}]`,
  plural: (n: number, _one: string, other: string) => `[${other.replace("{n}", String(n))}]`,
};

type PasswordRule = ReturnType<typeof createPasswordPolicy>["rules"][number];

/** The console belongs to another program of types, so that it is found by its path. */
const CONSOLE = new URL("../../packages/console/src/account/password-words.ts", import.meta.url);
const { ruleWords, sentenceWords } = (await import(CONSOLE.href)) as {
  readonly ruleWords: (t: typeof marked, rule: PasswordRule, minLength: number) => string;
  readonly sentenceWords: (t: typeof marked, sentence: string) => string;
};

const CLASSES = {
  password_min_length: 12,
  password_require_special: true,
  password_require_uppercase: true,
  password_require_lowercase: true,
  password_require_digits: true,
};
const OWNER = { email: "robin.miller@example.org" };
const policies = (["classic", "passphrase"] as const).map((password_profile) =>
  createPasswordPolicy({ ...CLASSES, password_profile }),
);

/** Passwords that break each of the rules, and are weak in each of the ways. */
const samples = [
  ...["", "a", "aaaaaaaaaaaa", "password", "Passw0rd!2024", "qwertyuiop12", "abcdefgh1234"],
  ...["robin.miller", "Robin.Miller.1x", "correct horse battery", "sunshine", "P@ssword2021"],
  ...["x".repeat(1001), "lowercaseonly", "UPPERCASEONLY", "NoDigitsHere!", "N0SpecialHere"],
  ...["summer2019sun", "Mt7!vq", "iloveyou iloveyou", "aabbaabbaabb", "xkcd-Fjord-71-lamp-Ostrich"],
];

const sentencesOf = (password: string): readonly string[] =>
  policies.flatMap((policy) => {
    const { reasons, suggestions } = policy.check(password, OWNER);
    return [...reasons, ...suggestions];
  });

describe("ID-05, STR-09: what pages say of passwords is what the server says", () => {
  it("every rule is known by its id, and reads as the server has it", () => {
    for (const policy of policies) {
      for (const rule of policy.rules) {
        const label = `${rule.label.charAt(0).toUpperCase()}${rule.label.slice(1)}`;
        expect(ruleWords(marked, rule, policy.minLength)).toBe(`[${label}]`);
      }
    }
  });

  it("every sentence the server gave is known, and none that it never gives", () => {
    const given = new Set(samples.flatMap(sentencesOf));
    for (const sentence of given) expect(sentenceWords(marked, sentence)).toBe(`[${sentence}]`);
    const known = messagesUnder("packages/console/src/account").messages.filter(
      ({ file, text }) => file.endsWith("password-words.ts") && text.endsWith("."),
    );
    expect(known.map(({ text }) => text).filter((text) => !given.has(text))).toEqual([]);
  });

  it("nor does any other password bring a sentence that is not known", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (password) => {
        for (const sentence of sentencesOf(password)) {
          expect(sentenceWords(marked, sentence)).toBe(`[${sentence}]`);
        }
      }),
      { numRuns: 50 },
    );
  });
});
