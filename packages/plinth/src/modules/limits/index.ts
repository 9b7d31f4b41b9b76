export { type LimitsService, limits } from "./module.ts";
