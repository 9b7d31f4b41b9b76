export { database } from "./module.ts";
