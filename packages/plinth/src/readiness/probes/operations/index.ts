import type { Probe } from "../../probe.ts";
import { operationsGuarded } from "./operations-guarded.ts";
import { pageFaultsGrouped } from "./page-faults-grouped.ts";

/** Probes about what operators see. */
export const operationsProbes: readonly Probe[] = [operationsGuarded, pageFaultsGrouped];
