export { plans } from "./module.ts";
