export { mail } from "./module.ts";
export type { MailControl } from "./service.ts";
export { signBounces } from "./signature.ts";
