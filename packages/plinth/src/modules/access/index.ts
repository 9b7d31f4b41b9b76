export { type AccessService, access } from "./module.ts";
