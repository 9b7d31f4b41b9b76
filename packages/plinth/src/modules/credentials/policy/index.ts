export {
  createPasswordPolicy,
  type PasswordOwner,
  type PasswordPolicy,
  type PasswordRule,
  type PasswordRuleId,
  type PasswordVerdict,
} from "./policy.ts";
