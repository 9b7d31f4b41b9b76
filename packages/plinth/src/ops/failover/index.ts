export type { Failover, FailoverEvent, FailoverStatus } from "./contract.ts";
export { createDatabaseFailover } from "./database.ts";
export { createEmbeddedFailover, type FailoverParts } from "./embedded.ts";
export type { LeaseTimes, Witness } from "./lease/contract.ts";
export { LeaseRefused } from "./lease/leader.ts";
export { createOwnEpochFile } from "./lease/own-epoch.ts";
export { createWitness } from "./lease/witness.ts";
export {
  checkFailover,
  type FailoverHealth,
  type FailoverLook,
  type LookParts,
  lookAtFailover,
} from "./operations/look.ts";
export { type RehearsedStep, rehearseFailover } from "./operations/rehearse.ts";
export {
  planSwitch,
  type SwitchOrder,
  type SwitchPlan,
  switchOver,
} from "./operations/switch-over.ts";
export { fenceTarget, type RunningFailover } from "./running.ts";
export { createStandby, type Standby, type StandbyState } from "./standby/standby.ts";
