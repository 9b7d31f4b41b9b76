export { credentialErrors } from "./errors.ts";
export type { HashCount, HashReport } from "./hashes/index.ts";
export {
  IMPORT_COLUMNS,
  type ImportBatch,
  type ImportOutcome,
  type ImportReason,
  type ImportRefusal,
  type ImportRow,
  type ImportSummary,
  type UserImport,
} from "./import/index.ts";
export { type CredentialsService, credentials } from "./module.ts";
export {
  createPasswordPolicy,
  type PasswordOwner,
  type PasswordPolicy,
  type PasswordPolicyOptions,
  type PasswordRule,
  type PasswordRuleId,
  type PasswordSettings,
  type PasswordVerdict,
} from "./policy/index.ts";
export type { Credentials } from "./service.ts";
export { type CredentialStatements, credentialStatements } from "./statements.ts";
export type {
  Administration,
  CreateUserRequest,
  FirstAdministrator,
  SetupLink,
  UserListing,
} from "./use-cases/administration.ts";
export type { SignedIn, SignInOutcome } from "./use-cases/sign-in.ts";
