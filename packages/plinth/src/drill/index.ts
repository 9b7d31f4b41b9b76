export type { Drill, Loss } from "./drill.ts";
export { DRILLS } from "./drills/index.ts";
export type { Step } from "./incident.ts";
export type { DrillRecord, DrillReport } from "./report.ts";
export { type DrillRunOptions, runDrills } from "./runner.ts";
export { drillLineText, drillListText, drillMarkdown } from "./views.ts";
