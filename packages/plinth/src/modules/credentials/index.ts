export { type CredentialsService, credentials } from "./module.ts";
export type { Credentials } from "./service.ts";
export type {
  Administration,
  CreateUserRequest,
  FirstAdministrator,
  SetupLink,
  UserListing,
} from "./use-cases/administration.ts";
