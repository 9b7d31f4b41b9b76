import type { SecuritySettings } from "#config";
import type { PasswordOwner } from "./owner.ts";
import {
  hasCommonPattern,
  hasRepetition,
  hasRun,
  isCommon,
  isTrivial,
  personalParts,
} from "./patterns.ts";

/** Whoever sends more wants to keep the hasher busy. */
export const MAX_BYTES = 1_000;
/** Beside a second factor (NIST SP 800-63B-4 section 3.1.1.2), and the least in any profile. */
const SECOND_FACTOR_LENGTH = 8;
const PASSPHRASE_LENGTH = 15;

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

/** The settings that rules follow from. */
export type PasswordSettings = Pick<
  SecuritySettings,
  | "password_min_length"
  | "password_require_special"
  | "password_require_uppercase"
  | "password_require_lowercase"
  | "password_require_digits"
> &
  Partial<Pick<SecuritySettings, "password_profile">>;

/** A rule with its test. */
export interface Rule {
  readonly id: PasswordRuleId;
  /** What a password must be: completes "The password …". */
  readonly label: string;
  readonly advice: string;
  readonly holds: (password: string, owner: PasswordOwner) => boolean;
}

/** What rules look things up in. */
export interface RuleParts {
  readonly isListed: (text: string) => boolean;
  readonly applicationName: string;
}

const lengthRules = (settings: PasswordSettings): readonly Rule[] => {
  const { password_min_length: least, password_profile: profile } = settings;
  // Who set more than the profile asks for meant it for everybody.
  const beside =
    profile === "passphrase" && least <= PASSPHRASE_LENGTH ? SECOND_FACTOR_LENGTH : least;
  return [
    {
      id: "min-length",
      label: `has at least ${least} characters`,
      advice: "Make it longer: a few unrelated words are easy to remember.",
      // A code point is one character, whatever it takes in memory (ID-04).
      holds: (password, { hasSecondFactor }) =>
        [...password].length >= (hasSecondFactor === true ? beside : least),
    },
    {
      id: "max-bytes",
      label: `has at most ${MAX_BYTES} bytes`,
      advice: "Make it shorter.",
      holds: (password) => Buffer.byteLength(password, "utf8") <= MAX_BYTES,
    },
  ];
};

const guessRules = ({ isListed, applicationName }: RuleParts): readonly Rule[] => [
  {
    id: "not-common",
    label: "is not one of the passwords that everybody tries first",
    advice: "Use something that is in no list.",
    holds: (password) => !isCommon(password, isListed) && !isTrivial(password),
  },
  {
    id: "not-personal",
    label: "does not contain your name, your e-mail address or the name of this application",
    advice: "Leave out your name, your e-mail address and the name of this application.",
    holds: (password, owner) => personalParts(password, owner, applicationName).length === 0,
  },
];

const PATTERN_RULES: readonly Rule[] = [
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
];

const classRules = (settings: PasswordSettings): readonly Rule[] => {
  const classes: readonly (Rule & { readonly isRequired: boolean })[] = [
    {
      id: "uppercase",
      label: "has an upper-case letter",
      advice: "Add an upper-case letter.",
      isRequired: settings.password_require_uppercase,
      holds: (password) => /\p{Lu}/u.test(password),
    },
    {
      id: "lowercase",
      label: "has a lower-case letter",
      advice: "Add a lower-case letter.",
      isRequired: settings.password_require_lowercase,
      holds: (password) => /\p{Ll}/u.test(password),
    },
    {
      id: "digit",
      label: "has a digit",
      advice: "Add a digit.",
      isRequired: settings.password_require_digits,
      holds: (password) => /\p{Nd}/u.test(password),
    },
    {
      id: "special",
      label: "has a character that is neither letter nor digit",
      advice: "Add a sign such as - or !.",
      isRequired: settings.password_require_special,
      holds: (password) => /[^\p{L}\p{N}\p{M}\s]/u.test(password),
    },
  ];
  return classes.filter(({ isRequired }) => isRequired);
};

/**
 * The rules of a profile, in the order in which they are shown. `classic` asks for classes and
 * refuses patterns (ID-02, ID-03); `passphrase` asks for length and for what is in no list (ID-04).
 */
export const rulesOf = (settings: PasswordSettings, parts: RuleParts): readonly Rule[] => {
  const always = [...lengthRules(settings), ...guessRules(parts)];
  return settings.password_profile === "passphrase"
    ? always
    : [...always, ...PATTERN_RULES, ...classRules(settings)];
};
