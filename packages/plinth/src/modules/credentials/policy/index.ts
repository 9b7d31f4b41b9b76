export type { PasswordOwner } from "./owner.ts";
export {
  createPasswordPolicy,
  type PasswordPolicy,
  type PasswordPolicyOptions,
  type PasswordRule,
  type PasswordVerdict,
} from "./policy.ts";
export type { PasswordRuleId, PasswordSettings } from "./rules.ts";
