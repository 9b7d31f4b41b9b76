export { calendarOf } from "./files/calendar.ts";
export type { PlanReader } from "./files/index.ts";
export {
  firstDate,
  forWhomWords,
  othersWords,
  requireOwnEyes,
  type ServedPlan,
  timesOf,
} from "./files/serving.ts";
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
export { SERVING_FIELDS } from "./schema.ts";
export type { PlanService } from "./service.ts";
export { linkFields, sharePart } from "./sharing/schema.ts";
export type { ReportedShare } from "./sharing/service.ts";
