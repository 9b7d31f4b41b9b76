export type {
  AlertChart,
  AlertLimits,
  AlertMoment,
  AlertReading,
  AlertRegister,
  AlertResponse,
  AlertRule,
  AlertSeverity,
  Alerts,
  MomentRule,
} from "./contract.ts";
export { type Judgement, judge, type NoticeKind } from "./judge.ts";
export { limitsFault, readingOf } from "./limits.ts";
export { createAlertRegister } from "./register.ts";
