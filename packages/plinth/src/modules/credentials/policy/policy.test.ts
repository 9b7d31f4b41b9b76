import { describe, expect, it } from "vitest";
import { createPasswordPolicy, type PasswordOwner, type PasswordRuleId } from "./index.ts";

const CLASSIC = {
  password_min_length: 12,
  password_require_special: true,
  password_require_uppercase: true,
  password_require_lowercase: true,
  password_require_digits: true,
};
const policy = createPasswordPolicy(CLASSIC, { applicationName: "Blumenfreund" });
const owner = { email: "anna.becker@example.org", name: "Anna Becker" };
const failed = (password: string): readonly PasswordRuleId[] =>
  policy.check(password, owner).failed;

const GOOD = [
  "Tulpen-um-7-Uhr",
  "correct Ocean 7 lantern-staple",
  "xK9#mQ2$vL5p",
  "Grüße-vom-Mond-42",
  "Ünïcödé-Ströng-8",
  "vG7!wH8?vG7!",
  `Aa1-${"ß€".repeat(100)}`,
];

const REFUSED: readonly (readonly [string, readonly PasswordRuleId[]])[] = [
  ["Tulpen-um7-U", []],
  ["Tulpen-um7-", ["min-length"]],
  ["tulpen-um-7-uhr", ["uppercase"]],
  ["TULPEN-UM-7-UHR", ["lowercase"]],
  ["Tulpen-um-elf-Uhr", ["digit"]],
  ["TulpenUm7Uhrdort", ["special"]],
  ["Password123!", ["no-common-pattern", "not-common"]],
  ["P@ssw0rd2024!x", ["no-common-pattern"]],
  ["My-Passw0rd-is-8", ["no-common-pattern"]],
  ["Summer-2024!!", ["no-common-pattern", "not-common"]],
  ["Holidays1998!?", ["no-common-pattern", "not-common"]],
  ["Wunderding-1998", ["no-common-pattern"]],
  ["vG7!vG7!vG7!", ["not-common"]],
  ["1Qw@1Qw@147896325", ["not-common"]],
  ["Wxcvbn741852963@", ["no-run", "not-common"]],
  ["4Dm1n1str4t0r!!", ["not-common"]],
  ["__Chelsea_7!!", ["not-common"]],
  ["Ha11oween-779!", ["not-common"]],
  ["Hello-Kitty-77", ["not-common"]],
  ["\uff30assword-\uff17-Ab", ["no-common-pattern"]],
  ["Example-tulips-7", ["not-personal"]],
  ["Blumenfreund-7-mag", ["not-personal"]],
  ["Welcome-77777!", ["no-repetition", "not-common"]],
  ["!!Administrator7", ["not-common"]],
  ["L3tm3in!-8642!", ["not-common"]],
  ["Tulpen-1234-Uhr", ["no-run"]],
  ["Tulpen-9876-Uhr", ["no-run"]],
  ["Tulpen-qwer-7Uhr", ["no-run"]],
  ["Tulpen-DCBA-7uhr", ["no-run"]],
  ["Tulpeeen-um-7", ["no-repetition"]],
  ["TulpeEen-um-7", ["no-repetition"]],
  ["Anna-likes-7-tulips", ["not-personal"]],
  ["b3ck3r-Tulpen-7", ["not-personal"]],
  ["aaa", ["min-length", "no-repetition", "uppercase", "digit", "special", "not-common"]],
  ["", ["min-length", "uppercase", "lowercase", "digit", "special"]],
];

const PASSPHRASE = {
  ...CLASSIC,
  password_profile: "passphrase",
  password_min_length: 15,
} as const;

describe("the password policy passphrase", () => {
  const phrases = createPasswordPolicy(PASSPHRASE, { applicationName: "Blumenfreund" });
  const failing = (password: string, more: Partial<PasswordOwner> = {}) =>
    phrases.check(password, { ...owner, ...more }).failed;

  it.each([
    "tulpen um sieben uhr",
    "alle vierzehn u",
    "ALLE VIERZEHN U",
    "🌷🌻🌷🌷🌻🌻🌷🌻🌷🌷🌻🌷🌻🌻🌷",
    "1234 steps to the sea",
    "the moon is not a balloon, said the cat; it is a lamp that somebody forgot to put out",
    "no class of characters is asked for and a space is a character like any other ".repeat(12),
  ])("ID-04: %j is accepted", (password) => {
    expect(failing(password)).toEqual([]);
  });

  it.each([
    ["alle vierzehn!", ["min-length"]],
    ["🌷🌻🌷🌷🌻🌻🌷🌻🌷🌷🌻🌷🌻🌻", ["min-length"]],
    ["correct horse battery staple", ["not-common"]],
    ["CorrectHorseBatteryStaple", ["not-common"]],
    ["1q2w3e4r5t6y7u8i9o0p", ["not-common"]],
    ["passwordpassword", ["not-common"]],
    ["aaaaaaaaaaaaaaaa", ["not-common"]],
    ["abcdabcdabcdabcd", ["not-common"]],
    ["abcdefghijklmnop", ["not-common"]],
    ["anna becker has a cat", ["not-personal"]],
    ["my blumenfreund and me", ["not-personal"]],
    ["x".repeat(1_001), ["max-bytes"]],
  ])("ID-04: %j fails %j", (password, rules) => {
    expect([...failing(password)].sort()).toEqual([...rules].sort());
  });

  it("ID-04: 8 characters are enough beside a second factor, unless more were set", () => {
    const eight = "kv7 xq2m";
    expect(failing(eight)).toEqual(["min-length"]);
    expect(failing(eight, { hasSecondFactor: true })).toEqual([]);
    expect(failing("kv7 xq2", { hasSecondFactor: true })).toEqual(["min-length"]);
    const longer = createPasswordPolicy({ ...PASSPHRASE, password_min_length: 20 });
    expect(longer.check(eight, { hasSecondFactor: true }).failed).toEqual(["min-length"]);
    expect(policy.check("Tulpen-um7-", { hasSecondFactor: true }).failed).toEqual(["min-length"]);
  });

  it("ID-04: no composition rule is listed", () => {
    const ids = phrases.rules.map(({ id }) => id);
    expect(ids).toEqual(["min-length", "max-bytes", "not-common", "not-personal"]);
    expect(phrases.minLength).toBe(15);
  });
});

describe("how strong a password is", () => {
  it.each([
    ["Password123!", 0, "Everybody who guesses"],
    ["anna.becker-99", 0, "your name"],
    ["tulpe", 0, "It is short"],
    ["qwertyuiopasdf", 0, "run of neighbouring"],
    ["zzzzzzzzzzzzzz", 0, "repeats"],
    ["Sommer Regen 1987", 1, "a year"],
    ["Correct horse ocean staple lantern-7", 4, "common words"],
    ["xK9#mQ2$vL5p", 3, undefined],
    ["xK9#mQ2$vL5p-wT8", 4, undefined],
  ])("ID-05: %j has %i points", (password, least, reason) => {
    const { score, reasons } = policy.check(password, owner);
    if (least === 0) expect(score).toBeLessThanOrEqual(1);
    else expect(score).toBeGreaterThanOrEqual(least);
    if (reason === undefined) expect(reasons).toEqual([]);
    else expect(reasons.join(" ")).toContain(reason);
  });

  it("ID-05: no reason repeats a part of the password", () => {
    const { reasons } = policy.check("Zaubertrank-1987-1987", owner);
    expect(reasons.join(" ")).not.toMatch(/zauber|trank|1987/i);
  });
});

describe("the password policy classic", () => {
  it.each(GOOD)("ID-02: %j is accepted", (password) => {
    expect(failed(password)).toEqual([]);
    expect(policy.check(password, owner)).toMatchObject({ ok: true });
  });

  it.each(REFUSED)("ID-03: %j fails %j", (password, rules) => {
    expect([...failed(password)].sort()).toEqual([...rules].sort());
  });

  it("ID-02: 11 characters are refused, 12 accepted; a code point is one character", () => {
    expect(failed("Tulpen-um7-")).toEqual(["min-length"]);
    expect(failed("Tulpen-um7-U")).toEqual([]);
    expect(failed("Aa1-🌷🌷🌻🌻🌷🌷🌻")).toEqual(["min-length"]);
    expect(failed("Aa1-🌷🌷🌻🌻🌷🌷🌻🌻")).toEqual([]);
  });

  it("ID-02: each toggle is honoured, and what is off is not listed", () => {
    const toggles = [
      ["password_require_special", "special", "TulpenUm7Uhrdort"],
      ["password_require_uppercase", "uppercase", "tulpen-um-7-uhr"],
      ["password_require_lowercase", "lowercase", "TULPEN-UM-7-UHR"],
      ["password_require_digits", "digit", "Tulpen-um-elf-Uhr"],
    ] as const;
    for (const [setting, rule, password] of toggles) {
      const relaxed = createPasswordPolicy({ ...CLASSIC, [setting]: false });
      expect(policy.rules.map(({ id }) => id)).toContain(rule);
      expect(relaxed.rules.map(({ id }) => id)).not.toContain(rule);
      expect(relaxed.check(password, owner).ok).toBe(true);
    }
    expect(createPasswordPolicy({ ...CLASSIC, password_min_length: 20 }).minLength).toBe(20);
  });

  it("more than 1,000 bytes are refused for that alone, quickly", () => {
    expect(failed(`Aa1-${"x".repeat(1_000)}`)).toEqual(["max-bytes"]);
    expect(failed(`Aa1-${"aB".repeat(498)}`)).toEqual([]);
    expect(failed("x".repeat(1_000_000))).toEqual(["max-bytes"]);
  });

  it("ID-03: all failed rules are faults of one field", () => {
    const faults = policy.faults("body.password", "password", {});
    expect(faults.map(({ rule }) => rule)).toEqual(policy.check("password", {}).failed);
    expect(new Set(faults.map(({ field }) => field))).toEqual(new Set(["body.password"]));
    expect(faults.length).toBeGreaterThan(4);
  });

  it("ID-05: the score grows with the password, and each failed rule has its suggestion", () => {
    const scores = ["abc", "tulpe-12", "Tulpen-um7-U", "Tulpen-um-7-Uhr und danach"].map(
      (password) => policy.check(password, owner).score,
    );
    expect(scores).toEqual([...scores].sort());
    expect(scores.at(-1)).toBe(4);
    const verdict = policy.check("Password123!", owner);
    expect(verdict.score).toBeLessThanOrEqual(2);
    expect(verdict.suggestions).toHaveLength(verdict.failed.length);
  });
});
