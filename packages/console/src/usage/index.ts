export { UsageNotice, UsagePage } from "./usage-page.tsx";
