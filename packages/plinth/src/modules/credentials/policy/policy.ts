import type { SecuritySettings } from "#config";
import type { FieldFault } from "#core";
import { hasCommonPattern, hasRepetition, hasRun, isCommon, isPersonal } from "./patterns.ts";
import { scoreOf } from "./strength.ts";

/** Whoever sends more wants to keep the hasher busy. */
const MAX_BYTES = 1_000;

/** The rules of a password; names are stable, pages and clients rely on them. */
export type PasswordRuleId =
  | "min-length"
  | "max-bytes"
  | "uppercase"
  | "lowercase"
  | "digit"
  | "special"
  | "no-repetition"
  | "no-run"
  | "no-common-pattern"
  | "not-common"
  | "not-personal";

/** A rule as a page shows it. */
export interface PasswordRule {
  readonly id: PasswordRuleId;
  /** What a password must be: completes "The password …". */
  readonly label: string;
}

/** Whose password it is to be; own address and name make weak passwords. */
export interface PasswordOwner {
  readonly email?: string | undefined;
  readonly name?: string | undefined;
}

/** What is thought of a password. */
export interface PasswordVerdict {
  readonly ok: boolean;
  readonly failed: readonly PasswordRuleId[];
  /** 0 (guessed at once) to 4 (out of reach). A refused password has 2 at most. */
  readonly score: 0 | 1 | 2 | 3 | 4;
  /** What would make it better, as sentences. */
  readonly suggestions: readonly string[];
}

/** The one password policy of an application, for every way in (ID-05). */
export interface PasswordPolicy {
  readonly minLength: number;
  readonly rules: readonly PasswordRule[];
  readonly check: (password: string, owner: PasswordOwner) => PasswordVerdict;
  /** All failed rules as faults of one field, for a single 400 (ID-03). */
  readonly faults: (field: string, password: string, owner: PasswordOwner) => FieldFault[];
}

type Settings = Pick<
  SecuritySettings,
  | "password_min_length"
  | "password_require_special"
  | "password_require_uppercase"
  | "password_require_lowercase"
  | "password_require_digits"
>;

interface Rule extends PasswordRule {
  readonly holds: (password: string, owner: PasswordOwner) => boolean;
  readonly advice: string;
}

const rulesOf = (settings: Settings): readonly Rule[] => {
  const minLength = settings.password_min_length;
  const always: readonly Rule[] = [
    {
      id: "min-length",
      label: `has at least ${minLength} characters`,
      advice: "Make it longer: a few unrelated words are easy to remember.",
      // A code point is one character, whatever it takes in memory (ID-04).
      holds: (password) => [...password].length >= minLength,
    },
    {
      id: "max-bytes",
      label: `has at most ${MAX_BYTES} bytes`,
      advice: "Make it shorter.",
      holds: (password) => Buffer.byteLength(password, "utf8") <= MAX_BYTES,
    },
    {
      id: "no-repetition",
      label: "has no character three times in a row",
      advice: "Do not repeat a character three times.",
      holds: (password) => !hasRepetition(password),
    },
    {
      id: "no-run",
      label: "has no run such as abcd, 1234 or qwer",
      advice: "Leave out runs of neighbouring keys, letters or digits.",
      holds: (password) => !hasRun(password),
    },
    {
      id: "no-common-pattern",
      label: 'is not a spelling of "password" or one word with a year',
      advice: "Leave out the word password, and the year at the end.",
      holds: (password) => !hasCommonPattern(password),
    },
    {
      id: "not-common",
      label: "is not one of the passwords that everybody tries first",
      advice: "Use something that is in no list.",
      holds: (password) => !isCommon(password),
    },
    {
      id: "not-personal",
      label: "does not contain your name or e-mail address",
      advice: "Leave out your name and your e-mail address.",
      holds: (password, owner) => !isPersonal(password, owner),
    },
  ];
  const classes: readonly (Rule & { readonly required: boolean })[] = [
    {
      id: "uppercase",
      label: "has an upper-case letter",
      advice: "Add an upper-case letter.",
      required: settings.password_require_uppercase,
      holds: (password) => /\p{Lu}/u.test(password),
    },
    {
      id: "lowercase",
      label: "has a lower-case letter",
      advice: "Add a lower-case letter.",
      required: settings.password_require_lowercase,
      holds: (password) => /\p{Ll}/u.test(password),
    },
    {
      id: "digit",
      label: "has a digit",
      advice: "Add a digit.",
      required: settings.password_require_digits,
      holds: (password) => /\p{Nd}/u.test(password),
    },
    {
      id: "special",
      label: "has a character that is neither letter nor digit",
      advice: "Add a sign such as - or !.",
      required: settings.password_require_special,
      holds: (password) => /[^\p{L}\p{N}\p{M}\s]/u.test(password),
    },
  ];
  return [...always, ...classes.filter(({ required }) => required)];
};

/** Builds the policy `classic` from SECURITY_SETTINGS (ID-02, ID-03). */
export const createPasswordPolicy = (settings: Settings): PasswordPolicy => {
  const rules = rulesOf(settings);
  const failedRules = (password: string, owner: PasswordOwner): readonly Rule[] => {
    // Patterns are not looked for in texts of any length: what is too long is refused for that.
    const tooLong = rules.filter(({ id, holds }) => id === "max-bytes" && !holds(password, owner));
    return tooLong.length > 0 ? tooLong : rules.filter(({ holds }) => !holds(password, owner));
  };
  return {
    minLength: settings.password_min_length,
    rules: rules.map(({ id, label }) => ({ id, label })),
    check: (password, owner) => {
      const failed = failedRules(password, owner);
      const score = scoreOf(password, failed.length > 0);
      const longer = "A few more characters would make it stronger.";
      return {
        ok: failed.length === 0,
        failed: failed.map(({ id }) => id),
        score,
        suggestions:
          failed.length > 0 ? failed.map(({ advice }) => advice) : score < 4 ? [longer] : [],
      };
    },
    faults: (field, password, owner) =>
      failedRules(password, owner).map(({ id, label }) => ({
        field,
        rule: id,
        message: `must be a password that ${label}`,
      })),
  };
};
