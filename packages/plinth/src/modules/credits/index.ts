export { type CreditsService, credits } from "./module.ts";
export type { CreditGrant, CreditHold, CreditOrder } from "./service.ts";
