export { type AddressEntry, BLOCK_MS, FORGIVEN_AFTER_MS } from "./entries.ts";
export { createGate, type Gate, type GateParts } from "./gate.ts";
export { SUSPICION_POINTS, SUSPICION_SECONDS } from "./suspicion.ts";
export type { TopologyAlarm, TopologyFault } from "./topology.ts";
