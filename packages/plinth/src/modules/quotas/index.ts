export { defineMeter, type Meter, type MeterDeclaration } from "./meters.ts";
export { type QuotasService, quotas } from "./module.ts";
export type { MeterUsage, PeriodUsage } from "./usage.ts";
