export { panels } from "./module.ts";
