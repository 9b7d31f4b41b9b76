export { type TokensService, tokens } from "./module.ts";
export type { KeyView, Tokens } from "./service.ts";
