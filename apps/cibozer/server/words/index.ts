export { words } from "./module.ts";
