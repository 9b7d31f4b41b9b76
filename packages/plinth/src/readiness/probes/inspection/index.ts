import type { Probe } from "../../probe.ts";
import { attacksBlocked } from "./attacks-blocked.ts";
import { findingsNotEchoed } from "./findings-not-echoed.ts";
import { ordinaryText } from "./ordinary-text.ts";

/** Probes about the inspection of input. */
export const inspectionProbes: readonly Probe[] = [attacksBlocked, findingsNotEchoed, ordinaryText];
