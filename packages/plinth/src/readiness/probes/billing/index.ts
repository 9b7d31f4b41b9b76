import type { Probe } from "../../probe.ts";
import { signedMessages } from "./signed-messages.ts";

/** Probes about payments. */
export const billingProbes: readonly Probe[] = [signedMessages];
