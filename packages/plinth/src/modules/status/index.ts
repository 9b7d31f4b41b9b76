export { type StatusService, status } from "./module.ts";
