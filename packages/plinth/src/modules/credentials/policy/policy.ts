import type { FieldFault } from "#core";
import { createBlocklist } from "./blocklist/blocklist.ts";
import type { PasswordOwner } from "./owner.ts";
import { isCommon, isTrivial, personalParts } from "./patterns.ts";
import { type PasswordRuleId, type PasswordSettings, type Rule, rulesOf } from "./rules.ts";
import { type Score, strengthOf } from "./strength.ts";

/** A rule as a page shows it. */
export interface PasswordRule {
  readonly id: PasswordRuleId;
  /** What a password must be: completes "The password …". */
  readonly label: string;
}

/** What is thought of a password. */
export interface PasswordVerdict {
  readonly ok: boolean;
  readonly failed: readonly PasswordRuleId[];
  /** 0 (guessed at once) to 4 (out of reach). A refused password has 2 at most. */
  readonly score: Score;
  /** What lowers the score, as sentences. */
  readonly reasons: readonly string[];
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

/** What a policy may know beyond its settings. */
export interface PasswordPolicyOptions {
  /** A password that contains it is refused. */
  readonly applicationName?: string;
  /** Replaces the list of common passwords that ships with Plinth. */
  readonly isListed?: (text: string) => boolean;
}

const LONGER = "A few more characters would make it stronger.";

/**
 * Builds the policy of SECURITY_SETTINGS: the profile `classic` (ID-02, ID-03) or `passphrase`
 * (ID-04), with the list of common passwords that ships with Plinth.
 *
 * @example
 * const policy = createPasswordPolicy({
 *   password_profile: "passphrase",
 *   password_min_length: 15,
 *   password_require_special: false,
 *   password_require_uppercase: false,
 *   password_require_lowercase: false,
 *   password_require_digits: false,
 * });
 * policy.check("correcthorsebatterystaple", { email: "robin@example.org" }).failed; // not-common
 */
export const createPasswordPolicy = (
  settings: PasswordSettings,
  options: PasswordPolicyOptions = {},
): PasswordPolicy => {
  const { applicationName = "", isListed = createBlocklist().has } = options;
  const rules = rulesOf(settings, { isListed, applicationName });
  const failedRules = (password: string, owner: PasswordOwner): readonly Rule[] => {
    // Patterns are not looked for in texts of any length: what is too long is refused for that.
    const tooLong = rules.filter(({ id, holds }) => id === "max-bytes" && !holds(password, owner));
    return tooLong.length > 0 ? tooLong : rules.filter(({ holds }) => !holds(password, owner));
  };
  const judge = (password: string, owner: PasswordOwner, isTooLong: boolean) =>
    isTooLong
      ? { score: 0 as const, reasons: [] }
      : strengthOf(password, {
          isListed,
          personal: personalParts(password, owner, applicationName),
          isCommon: isTrivial(password) || isCommon(password, isListed),
        });
  return {
    minLength: settings.password_min_length,
    rules: rules.map(({ id, label }) => ({ id, label })),
    check: (password, owner) => {
      const failed = failedRules(password, owner);
      const isTooLong = failed.some(({ id }) => id === "max-bytes");
      const { score, reasons } = judge(password, owner, isTooLong);
      const isRefused = failed.length > 0;
      const hints = isRefused ? failed.map(({ advice }) => advice) : score < 4 ? [LONGER] : [];
      return {
        ok: !isRefused,
        failed: failed.map(({ id }) => id),
        score: isRefused ? (Math.min(score, 2) as Score) : score,
        reasons,
        suggestions: hints,
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
