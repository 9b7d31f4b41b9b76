/** Two slots on one host: what is deployed, what serves, and the way from one to the other. */
export { type Conductor, createConductor } from "./conductor.ts";
export type {
  Candidate,
  CandidateFacts,
  Colour,
  DeployRecord,
  DeployState,
  Ended,
  GateGroup,
  GateResult,
  Listener,
  Placed,
  Release,
  StartRules,
  Wanted,
} from "./contract.ts";
export { copyData } from "./data-copy.ts";
export type { GateAnswer, GateContext, GateQuestion } from "./gates/contract.ts";
export { GATES, runGates } from "./gates/run.ts";
export { leaveMaintenance } from "./leave-maintenance.ts";
export type { DeployOrder, Progress } from "./order.ts";
export { createStateKeeper, deployDirectory } from "./state/state.ts";
