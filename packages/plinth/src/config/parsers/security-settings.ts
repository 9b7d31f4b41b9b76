import type { Profile, SecuritySettings } from "../config.ts";
import type { Parsed, ValueType } from "../variables/variable.ts";

/** One member of SECURITY_SETTINGS, for the parser and for the documentation. */
export interface SecuritySetting {
  readonly name: keyof SecuritySettings;
  readonly description: string;
  readonly fallback: number | boolean | string;
  /** What a text may be. */
  readonly choices?: readonly string[];
  /** Bounds of a number, both included. */
  readonly min?: number;
  readonly max?: number;
}

const classRule = (name: keyof SecuritySettings, what: string): SecuritySetting => ({
  name,
  description: `Whether a password needs ${what}.`,
  fallback: true,
});

/** Every member with its default and bounds (ID-02, ID-06, ID-10, SES-03). */
export const SECURITY_SETTINGS: readonly SecuritySetting[] = [
  {
    name: "password_profile",
    description: "Whether a password needs classes of characters, or length alone.",
    fallback: "classic",
    choices: ["classic", "passphrase"],
  },
  {
    name: "password_min_length",
    description:
      "Least characters of a password; with the profile passphrase 15, and 8 beside a second factor, if not given.",
    fallback: 12,
    min: 8,
    max: 128,
  },
  classRule("password_require_special", "a character that is neither letter nor digit"),
  classRule("password_require_uppercase", "an upper-case letter"),
  classRule("password_require_lowercase", "a lower-case letter"),
  classRule("password_require_digits", "a digit"),
  {
    name: "max_login_attempts",
    description: "Failed sign-ins before an account is locked.",
    fallback: 5,
    min: 1,
    max: 100,
  },
  {
    name: "lockout_duration",
    description: "Seconds that a lock lasts.",
    fallback: 300,
    min: 1,
    max: 86_400,
  },
  {
    name: "session_timeout",
    description: "Seconds without activity that end a session.",
    fallback: 1_800,
    min: 60,
    max: 86_400,
  },
  {
    name: "session_absolute_days",
    description: "Days that end a session whatever its activity.",
    fallback: 7,
    min: 1,
    max: 90,
  },
  {
    name: "password_hash",
    description: "How new passwords are stored; others are replaced at the next sign-in.",
    fallback: "bcrypt",
    choices: ["bcrypt", "argon2id"],
  },
  {
    name: "bcrypt_cost",
    description: "Work of a password hash; one more doubles the time.",
    fallback: 12,
    min: 10,
    max: 16,
  },
];

/** NIST SP 800-63B-4 section 3.1.1.2: 15 characters where the password is the only factor. */
const PASSPHRASE_LENGTH = 15;

/** Defaults that follow from others, and what a test run changes so that suites stay quick. */
const fallbackOf = (
  setting: SecuritySetting,
  given: Readonly<Record<string, unknown>>,
  profile: Profile,
): number | boolean | string => {
  const isPassphrase = given["password_profile"] === "passphrase";
  if (setting.name === "password_min_length" && isPassphrase) return PASSPHRASE_LENGTH;
  return setting.name === "bcrypt_cost" && profile === "test" ? 10 : setting.fallback;
};

/** What a setting may be, in words. */
export const settingWords = ({
  fallback,
  choices,
  min,
  max,
}: Omit<SecuritySetting, "name" | "description">): string => {
  if (typeof fallback === "boolean") return "true or false";
  return choices === undefined ? `whole number from ${min} to ${max}` : choices.join(" or ");
};

const settingFault = (setting: SecuritySetting, value: unknown): string | undefined => {
  const { name, fallback, choices = [], min = 0, max = 0 } = setting;
  const isWithin =
    typeof fallback === "number"
      ? typeof value === "number" && Number.isInteger(value) && value >= min && value <= max
      : typeof value === typeof fallback &&
        (typeof value === "boolean" || choices.includes(String(value)));
  if (isWithin) return undefined;
  const words = settingWords(setting);
  return `${name} must be ${typeof fallback === "number" ? `a ${words}` : words}`;
};

const parseObject = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? { ...value } : undefined;
  } catch {
    return undefined;
  }
};

const parse = (text: string, profile: Profile): Parsed<SecuritySettings> => {
  const given = parseObject(text);
  if (given === undefined) return { fault: "must be a JSON object" };
  const known = new Set<string>(SECURITY_SETTINGS.map(({ name }) => name));
  const strangers = Object.keys(given).filter((name) => !known.has(name)).length;
  const faults = SECURITY_SETTINGS.filter(({ name }) => Object.hasOwn(given, name))
    .map((setting) => settingFault(setting, given[setting.name]))
    .filter((fault) => fault !== undefined);
  if (strangers > 0) {
    // Unknown names are counted, not shown: a misplaced value may stand where a name should.
    faults.unshift(`has ${strangers} unknown member(s); known are ${[...known].join(", ")}`);
  }
  if (faults.length > 0) return { fault: faults.join("; ") };
  const value = Object.fromEntries(
    SECURITY_SETTINGS.map((setting) => [
      setting.name,
      given[setting.name] ?? fallbackOf(setting, given, profile),
    ]),
  );
  // Every member was checked against the table, whose names are the keys of the type.
  return { value: value as unknown as SecuritySettings };
};

/** The account rules, as one JSON object. */
export const securitySettings: ValueType<SecuritySettings> = {
  words: "JSON object of settings",
  parse,
};
