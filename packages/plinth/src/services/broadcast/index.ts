export {
  type BroadcastCase,
  type BroadcastHarness,
  broadcastConformance,
} from "./conformance.ts";
export type { Broadcast, BroadcastListener } from "./contract.ts";
export { createLocalBroadcast, createLocalHub, type LocalHub } from "./local.ts";
export { createRedisBroadcast, type RedisBroadcastOptions } from "./redis.ts";
