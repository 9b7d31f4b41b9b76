export { type MagicLinksService, magicLinks } from "./module.ts";
