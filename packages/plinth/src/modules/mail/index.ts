export { mail } from "./module.ts";
export { signBounces } from "./signature.ts";
