export { calendarOf } from "./files/calendar.ts";
export {
  dateWords,
  dietWords,
  energyWords,
  servingWords,
  sideBySide,
  weekdayWords,
  withoutWords,
} from "./files/words.ts";
export { plans } from "./module.ts";
export { cookedOn, type SavedPlan } from "./saved-plan.ts";
export type { PlanService } from "./service.ts";
export { linkFields, sharePart } from "./sharing/schema.ts";
export type { ReportedShare } from "./sharing/service.ts";
