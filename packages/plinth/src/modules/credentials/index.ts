export { type CredentialsService, credentials } from "./module.ts";
export {
  createPasswordPolicy,
  type PasswordPolicy,
  type PasswordVerdict,
} from "./policy/index.ts";
export type { Credentials } from "./service.ts";
export type {
  Administration,
  CreateUserRequest,
  FirstAdministrator,
  SetupLink,
  UserListing,
} from "./use-cases/administration.ts";
