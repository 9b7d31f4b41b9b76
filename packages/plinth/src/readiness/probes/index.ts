import type { Probe } from "../probe.ts";

/** Every probe. */
export const PROBES: readonly Probe[] = [];
