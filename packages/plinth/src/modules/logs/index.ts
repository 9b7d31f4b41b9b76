export { logs } from "./module.ts";
