export { accountErrors } from "./errors.ts";
export type { OneTimeLink } from "./links.ts";
export { type AccountsService, accounts } from "./module.ts";
export {
  type AccountRow,
  type AccountStatements,
  type AccountTables,
  type AlsoWrite,
  accountStatements,
  type OneTimeTokenRow,
  roleInForce,
  selectRoleInForce,
  type TokenPurpose,
} from "./repository.ts";
export type { Role, RoleDraft } from "./roles/roles.ts";
export { AcceptedReply, EmailText, TokenText, UserSchema } from "./schema.ts";
export type { Accounts, AccountView, NewAccount } from "./service.ts";
