import { describe, expect, it } from "vitest";
import { createPasswordPolicy, type PasswordRuleId } from "./index.ts";

const CLASSIC = {
  password_min_length: 12,
  password_require_special: true,
  password_require_uppercase: true,
  password_require_lowercase: true,
  password_require_digits: true,
};
const policy = createPasswordPolicy(CLASSIC);
const owner = { email: "anna.becker@example.org", name: "Anna Becker" };
const failed = (password: string): readonly PasswordRuleId[] =>
  policy.check(password, owner).failed;

const GOOD = [
  "Tulpen-um-7-Uhr",
  "correct Horse 7 battery-staple",
  "xK9#mQ2$vL5p",
  "Grüße-vom-Mond-42",
  "Ünïcödé-Ströng-8",
  "vG7!vG7!vG7!",
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
  ["Holidays1998!?", ["no-common-pattern"]],
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
  ["aaa", ["min-length", "no-repetition", "uppercase", "digit", "special"]],
  ["", ["min-length", "uppercase", "lowercase", "digit", "special"]],
];

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
