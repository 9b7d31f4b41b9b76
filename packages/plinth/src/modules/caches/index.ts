export { caches } from "./module.ts";
