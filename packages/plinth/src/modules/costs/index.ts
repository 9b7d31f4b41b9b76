export { type CostsService, costs } from "./module.ts";
export type { PriceText } from "./money.ts";
export type { PaidCall } from "./service.ts";
