export { traces } from "./module.ts";
