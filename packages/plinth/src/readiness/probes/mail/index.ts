import type { Probe } from "../../probe.ts";
import { signedBounces } from "./signed-bounces.ts";

/** Probes about mail. */
export const mailProbes: readonly Probe[] = [signedBounces];
