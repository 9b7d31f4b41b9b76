import type { Probe } from "../../probe.ts";
import { deploysGated } from "./deploys-gated.ts";
import { failoverReady } from "./failover-ready.ts";

/** Probes about what serves, and what would if it did not. */
export const deploysProbes: readonly Probe[] = [deploysGated, failoverReady];
