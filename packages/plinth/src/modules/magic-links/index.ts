export { magicLinks } from "./module.ts";
export type { MagicLinks } from "./service.ts";
