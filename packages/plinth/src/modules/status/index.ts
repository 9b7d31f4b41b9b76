export { type StatusService, status } from "./module.ts";
export { HealthSchema, ReadySchema } from "./schema.ts";
