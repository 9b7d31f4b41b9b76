export { status } from "./module.ts";
