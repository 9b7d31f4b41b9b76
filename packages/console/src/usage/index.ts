export { loadUsageOf, usageKey } from "./usage-api.ts";
export { Meter, UsageNotice, UsagePage } from "./usage-page.tsx";
