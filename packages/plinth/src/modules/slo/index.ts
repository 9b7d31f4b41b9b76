export { type SloService, slo } from "./module.ts";
