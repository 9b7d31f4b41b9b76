import type { Probe } from "../../probe.ts";
import { alertsGuarded } from "./alerts-guarded.ts";
import { rulesLookedAt } from "./rules-looked-at.ts";

/** Probes about alerts and incidents. */
export const alertsProbes: readonly Probe[] = [rulesLookedAt, alertsGuarded];
